using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>What a messenger says by itself while the assistant is slow. It leaves as every message does; but the core has no message of it,
/// it is no answer, and what is written down as its time is when the contact asked.</summary>
internal static class OwnWords
{
    // The core's messages begin otherwise.
    private const string Name = "own";
    private const string Prefix = $"{Name}_";

    /// <summary>Segments that somebody else has said.</summary>
    public static readonly Expression<Func<SegmentRow, bool>> AreNot = segment => !segment.MessageId.StartsWith(Prefix);

    /// <summary>The id of the words for whoever asked in an update: the same whoever says them.</summary>
    public static string IdOf(string connection, string key) => Ids.Derive(Name, $"{connection}\n{key}");

    public static bool IsOne(string message) => message.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether the contact was told to wait after a moment, and nobody has said anything to him since.</summary>
    public static Task<bool> AreSaid(MessagingDbContext db, string conversation, DateTimeOffset after, CancellationToken cancellation) => db.Outbound.AnyAsync(
        o => o.ConversationId == conversation && o.MessageId.StartsWith(Prefix) && o.CreatedAt > after
            && !db.Segments.Where(AreNot).Any(s => s.ConversationId == conversation && s.BegunAt >= o.CreatedAt), cancellation);

    /// <summary>Whether there is something better to be heard by whoever asked then: an answer, if only on its way, or a person who was called.</summary>
    public static async Task<bool> AreLate(MessagingDbContext db, string conversation, DateTimeOffset asked, CancellationToken cancellation) =>
        await db.Outbound.AnyAsync(o => o.ConversationId == conversation && !o.MessageId.StartsWith(Prefix) && o.CreatedAt >= asked, cancellation)
        || await db.Commands.AnyAsync(x => x.ConversationId == conversation && x.Kind == CommandKind.HandOff && x.CreatedAt >= asked, cancellation);
}
