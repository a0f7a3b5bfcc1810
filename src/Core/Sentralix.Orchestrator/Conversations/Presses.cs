using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Conversations;

/// <summary>Presses of buttons on the web. A page only says which button it was, by its label; what stands behind it is known here, so a
/// visitor cannot press what he was not offered.</summary>
internal static class Presses
{
    /// <summary>The parts with the values of the buttons pressed; refused where the conversation's last buttons have no such one.</summary>
    public static async Task<Result<MessagePart[]>> Filled(
        OrchestratorDbContext db, ConversationRow conversation, IReadOnlyList<MessagePart> parts, CancellationToken cancellation)
    {
        if (conversation.Channel != Channel.Web || parts.All(p => p.Type != PartTypes.Button)) return parts as MessagePart[] ?? [.. parts];
        var shown = await db.Messages.Where(m => m.ConversationId == conversation.Id && m.Keyboard != null).OrderByDescending(m => m.Seq).Select(m => m.Keyboard).FirstOrDefaultAsync(cancellation);
        var buttons = (shown is null ? null : Mapping.Read<Keyboard>(shown))?.Rows.SelectMany(r => r).Where(b => b.Url is null).ToList() ?? [];
        var filled = parts.ToArray();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Type != PartTypes.Button) continue;
            if (buttons.Find(b => b.Label == parts[i].Text) is not { } button) return Refusal.Invalid($"parts[{i}].text", "is no button of the conversation's last buttons");
            filled[i] = parts[i] with { Data = button.Value ?? JsonSerializer.SerializeToElement(button.Label) };
        }

        return filled;
    }
}
