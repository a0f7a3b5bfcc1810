using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Conversations;

/// <summary>What a message refers to beside what it says.</summary>
internal static class References
{
    /// <summary>The quoted message as this conversation knows it: with the words, where the channel gave none.</summary>
    public static async Task<QuotedMessage?> Known(OrchestratorDbContext db, string conversation, QuotedMessage? quoted, CancellationToken cancellation)
    {
        if (quoted?.MessageId is not { } id) return quoted;
        var parts = await db.Messages.Where(m => m.ConversationId == conversation && m.Id == id).Select(m => m.Parts).SingleOrDefaultAsync(cancellation);
        if (parts is null) return quoted with { MessageId = null };
        return quoted.Text is null ? quoted with { Text = Cut(HistoryLine.TextOf(Mapping.Read<IReadOnlyList<MessagePart>>(parts) ?? [])) } : quoted;
    }

    /// <summary>The same for a model, before what the message says; null: it refers to nothing.</summary>
    public static string? Words(QuotedMessage? quoted, ForwardOrigin? origin)
    {
        var reply = quoted?.Text is { } text ? $"[in reply to: \"{text}\"]" : null;
        var forward = origin is null ? null : origin.Name is { } name ? $"[forwarded from {name}]" : "[forwarded]";
        return reply is null ? forward : forward is null ? reply : $"{reply}\n{forward}";
    }

    private static string? Cut(string text) => text.Length == 0 ? null : text.Length > QuotedMessage.MaxText ? text[..QuotedMessage.MaxText] : text;
}
