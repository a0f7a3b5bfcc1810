using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Tells our own messages, which some channels play back to us, from those of a human who answers in the channel's application.</summary>
internal sealed class Echoes(IStore<MessagingDbContext> store, IChannel channel, TimeProvider clock)
{
    // The echo may come before the channel has answered our send: until then nobody knows whose it is. A send that was cut, or that a process
    // died over, is settled by itself, which may take several tries; one that is held waits for a person, and nobody waits for that.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PatienceWithHeld = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether somebody else wrote it; then what the assistant says is held back from this moment, before the core hears of it.</summary>
    /// <exception cref="DeferException">It cannot be said yet.</exception>
    public async Task<bool> IsSomebodyElse(string conversation, Inbound echo, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        // One statement: between two, a send is answered, and neither of them would see it as ours.
        var known = await store.Read((db, c) => db.Segments.Where(s => s.ConversationId == conversation
                && ((echo.ChannelMessageId != null && s.ChannelMessageId == echo.ChannelMessageId) || (s.BegunAt != null && s.ChannelMessageId == null)))
            .Select(s => new Candidate(s.MessageId, s.Number, s.Status, s.ChannelMessageId)).ToListAsync(c), cancellation);
        if (!echo.IsHuman && known.Exists(s => s.ChannelMessageId is not null)) return false;
        var begun = known.FindAll(s => s.ChannelMessageId is null);

        // The channel plays the key back: nothing need be waited for.
        if (echo.SentUnder is { } key && begun.Exists(s => channel.KeyOf(s.MessageId, s.Number) == key)) return false;
        var age = clock.GetUtcNow() - receivedAt;
        if (!echo.IsHuman && (begun.Exists(s => s.IsBeingSettled && age < Patience) || begun.Exists(s => s.Status == SendStatus.Uncertain && age < PatienceWithHeld)))
            throw new DeferException(Step, "A message of ours is being sent: the echo may be its.");
        await store.Write(async (db, c) =>
        {
            // An epoch that control was given back under has no fence of its own: what was said under it is held as well.
            var newest = await db.Outbound.Where(o => o.ConversationId == conversation).MaxAsync(o => (long?)o.Epoch, c) ?? 0;
            return await db.Threads.Where(t => t.ConversationId == conversation && t.HeldUnder == null)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.HeldUnder, t => t.Fence > newest ? t.Fence : newest), c);
        }, CancellationToken.None);
        return true;
    }

    /// <summary>A segment that the echo may be of: the channel has named it as the echo does, or its sending was begun and has no name yet.</summary>
    private sealed record Candidate(string MessageId, int Number, SendStatus Status, string? ChannelMessageId)
    {
        /// <summary>It is being sent, or waits to be sent again after a try that may have arrived.</summary>
        public bool IsBeingSettled => Status is SendStatus.Sending or SendStatus.Queued;
    }
}
