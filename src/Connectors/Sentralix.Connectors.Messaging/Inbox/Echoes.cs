using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Tells our own messages, which some channels play back to us, from those of a human who answers in the channel's application.</summary>
internal sealed class Echoes(IStore<MessagingDbContext> store, TimeProvider clock)
{
    // The echo may come before the channel has answered our send: until then nobody knows whose it is. What waits to be sent once more may
    // have arrived the first time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether somebody else wrote it; then what the assistant says is held back from this moment, before the core hears of it.</summary>
    /// <exception cref="DeferException">It cannot be said yet.</exception>
    public async Task<bool> IsSomebodyElse(string conversation, Inbound echo, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        var (ours, open) = await store.Read(async (db, c) => (
            echo.ChannelMessageId != null && await db.Segments.AnyAsync(s => s.ConversationId == conversation && s.ChannelMessageId == echo.ChannelMessageId, c),
            await db.Segments.AnyAsync(s => s.ConversationId == conversation
                && (s.Status == SendStatus.Sending || s.Status == SendStatus.Uncertain || (s.Status == SendStatus.Queued && s.Attempts > 0)), c)), cancellation);
        if (ours && !echo.IsHuman) return false;
        if (open && !echo.IsHuman && clock.GetUtcNow() < receivedAt + Patience) throw new DeferException(Step, "A message of ours is being sent: the echo may be its.");
        await store.Write(
            (db, c) => db.Threads.Where(t => t.ConversationId == conversation && t.HeldUnder == null).ExecuteUpdateAsync(set => set.SetProperty(t => t.HeldUnder, t => t.Fence), c),
            CancellationToken.None);
        return true;
    }
}
