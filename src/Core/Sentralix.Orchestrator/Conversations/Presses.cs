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

        // Quotes inside what is said are escaped, so only a message that has cards names them so.
        var shown = await db.Messages.Where(m => m.ConversationId == conversation.Id && m.Direction == Direction.Out
            && (m.Keyboard != null || m.Parts.Contains("\"type\":\"card\"") || m.Parts.Contains("\"type\":\"carousel\""))).OrderByDescending(m => m.Seq).FirstOrDefaultAsync(cancellation);
        var buttons = shown is null ? [] : Of(shown.ToMessage()).Where(b => b.Url is null).ToList();
        var filled = parts.ToArray();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Type != PartTypes.Button) continue;
            var named = parts[i].Number is { } number ? buttons.Skip(number - 1).Take(1) : buttons;
            if (named.FirstOrDefault(b => b.Label == parts[i].Text) is not { } button) return Refusal.Invalid($"parts[{i}].text", "is no button of the conversation's last buttons");
            filled[i] = parts[i] with { Number = null, Data = button.Value ?? JsonSerializer.SerializeToElement(button.Label) };
        }

        return filled;
    }

    // Those of cards stand before those under the message.
    private static IEnumerable<KeyboardButton> Of(Message message) =>
        [.. message.Parts.SelectMany(Card.Of).SelectMany(card => card.Buttons), .. (message.Keyboard?.Rows ?? []).SelectMany(row => row)];
}
