using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>Whether a segment may be sent.</summary>
internal enum Beginning
{
    /// <summary>It is durable that sending has begun.</summary>
    Begun,

    /// <summary>Not now.</summary>
    Held,

    /// <summary>Never: its time or its epoch has passed, or somebody else has decided.</summary>
    Over,
}

/// <summary>The steps of a segment, each one transaction.</summary>
internal sealed class SegmentLedger(IStore<MessagingDbContext> store, Receipts receipts, TimeProvider clock)
{
    /// <summary>The last moment before the first byte: the fence is asked and "sending" is written in one transaction.</summary>
    public Task<Beginning> Begin(OutboundRow message, SegmentRow segment) => store.Write(async (db, c) =>
    {
        var thread = await Fences.Lock(db, message.ConversationId, c) ?? throw new InvalidOperationException("The thread of a message is gone.");
        var row = await Find(db, segment, c);
        if (row.Status != SendStatus.Queued) return Beginning.Over;
        var (epoch, expiresAt) = await Now(db, message, c);
        if (epoch < thread.Fence) return await End(db, message, row, SendStatus.Superseded, null, c);
        if (thread.HeldUnder is { } held && epoch <= held) return Beginning.Held;
        if (clock.GetUtcNow() > expiresAt) return await End(db, message, row, SendStatus.Expired, row.Error, c);
        if (OwnWords.IsOne(message.MessageId) && await OwnWords.AreLate(db, message.ConversationId, message.CreatedAt, c)) return await End(db, message, row, SendStatus.Cancelled, null, c);
        row.Status = SendStatus.Sending;
        row.Attempts++;
        row.BegunAt = clock.GetUtcNow();
        segment.Attempts = row.Attempts;
        segment.BegunAt = row.BegunAt;

        // An edit may have changed it since it was read.
        segment.Content = row.Content;
        return Beginning.Begun;
    }, CancellationToken.None);

    /// <summary>Ends a segment whose time has passed while it could not be sent.</summary>
    public Task<bool> Expire(OutboundRow message, SegmentRow segment) => store.Write(async (db, c) =>
    {
        if (clock.GetUtcNow() <= (await Now(db, message, c)).ExpiresAt) return false;
        var row = await Find(db, segment, c);
        if (row.Status == SendStatus.Queued) await End(db, message, row, SendStatus.Expired, row.Error, c);
        return true;
    }, CancellationToken.None);

    public Task Sent(OutboundRow message, SegmentRow segment, string channelMessage) => store.Write(async (db, c) =>
    {
        var row = await Find(db, segment, c);
        row.ChannelMessageId = channelMessage;
        row.Error = null;

        // The channel's own receipt may have been quicker.
        if (row.Status < SendStatus.Sent || row.Status == SendStatus.Uncertain) row.Status = SendStatus.Sent;
        if (!await db.Segments.AnyAsync(s => s.MessageId == row.MessageId && s.Number != row.Number && (s.Status == SendStatus.Queued || s.Status == SendStatus.Sending), c))
            await receipts.Report(db, message, c);
    }, CancellationToken.None);

    public Task Fail(OutboundRow message, SegmentRow segment, ChannelError error) => store.Write(
        async (db, c) => await End(db, message, await Find(db, segment, c), SendStatus.Failed, Write(error), c), CancellationToken.None);

    public Task Uncertain(OutboundRow message, SegmentRow segment, ChannelError error) => store.Write(
        async (db, c) => await End(db, message, await Find(db, segment, c), SendStatus.Uncertain, Write(error), c), CancellationToken.None);

    /// <summary>It was not sent: it waits again.</summary>
    /// <param name="message">Its message.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="why">Why.</param>
    /// <param name="isUntold">It was the first try, and the channel has refused it or was not asked: nothing of it can be there.</param>
    public Task Return(OutboundRow message, SegmentRow segment, ChannelError why, bool isUntold = false) => store.Write(async (db, c) =>
    {
        var thread = await Fences.Lock(db, message.ConversationId, c);
        var row = await Find(db, segment, c);
        if (row.Status != SendStatus.Sending) return;
        if ((await Now(db, message, c)).Epoch < thread!.Fence)
        {
            // The fence was raised while it was open. It was not taken, so it is simply not said.
            await End(db, message, row, SendStatus.Superseded, null, c);
            return;
        }

        row.Status = SendStatus.Queued;
        row.Error = Write(why);

        // A human's words in the channel are not taken for this one, which nobody can have heard.
        if (isUntold) row.BegunAt = null;
    }, CancellationToken.None);

    /// <summary>It was not sent, and goes as several. What was to follow moves back; none of it has left, because sends keep their order.</summary>
    /// <returns>Whether they wait to be sent now.</returns>
    public Task<bool> Divide(OutboundRow message, SegmentRow segment, SendOutcome.Divided into) => store.Write(async (db, c) =>
    {
        var thread = await Fences.Lock(db, message.ConversationId, c);
        var rows = await db.Segments.AsTracking().Where(s => s.MessageId == segment.MessageId && s.Number >= segment.Number).OrderBy(s => s.Number).ToListAsync(c);
        var first = rows[0];
        if (first.Status != SendStatus.Sending) return false;
        var outbound = await db.Outbound.AsTracking().SingleAsync(o => o.MessageId == message.MessageId, c);
        if (outbound.Epoch < thread!.Fence) await End(db, message, first, SendStatus.Superseded, null, c);
        else if (rows.Skip(1).Any(s => s.ChannelMessageId is not null || s.Status is not (SendStatus.Queued or SendStatus.Cancelled))) await End(db, message, first, SendStatus.Failed, Write(into.Error), c);
        if (first.Status != SendStatus.Sending) return false;

        var wanted = into.Contents.Skip(1).Select(content => (Content: content, Status: SendStatus.Queued)).Concat(rows.Skip(1).Select(s => (s.Content, s.Status))).ToArray();
        (first.Content, first.Status, first.Error) = (into.Contents[0], SendStatus.Queued, Write(into.Error));
        foreach (var (place, (content, status)) in wanted.Index())
        {
            if (place + 1 < rows.Count) (rows[place + 1].Content, rows[place + 1].Status) = (content, status);
            else db.Segments.Add(new SegmentRow { MessageId = first.MessageId, Number = first.Number + place + 1, ConversationId = first.ConversationId, Content = content, Status = status });
        }

        outbound.Segments += into.Contents.Count - 1;
        var told = JsonSerializer.Deserialize<List<Degradation>>(outbound.Degraded, SentralixJson.Options) ?? [];
        outbound.Degraded = JsonSerializer.Serialize(told.Union(into.Degraded), SentralixJson.Options);
        return true;
    }, CancellationToken.None);

    /// <summary>The channel has another id for the conversation.</summary>
    public Task Move(OutboundRow message, SegmentRow segment, string to) => store.Write(async (db, c) =>
    {
        var thread = await Fences.Lock(db, message.ConversationId, c);
        thread!.MovedTo = to;
        var row = await Find(db, segment, c);
        if (row.Status == SendStatus.Sending) row.Status = SendStatus.Queued;
    }, CancellationToken.None);

    private async Task<Beginning> End(MessagingDbContext db, OutboundRow message, SegmentRow row, SendStatus status, string? error, CancellationToken cancellation)
    {
        row.Status = status;
        row.Error = error;
        await receipts.Report(db, message, cancellation);
        return Beginning.Over;
    }

    // An edit may have given the message a newer epoch and more time since it was read.
    private static async Task<(long Epoch, DateTimeOffset ExpiresAt)> Now(MessagingDbContext db, OutboundRow message, CancellationToken cancellation)
    {
        var now = await db.Outbound.AsNoTracking().SingleAsync(o => o.MessageId == message.MessageId, cancellation);
        return (now.Epoch, now.ExpiresAt);
    }

    private static Task<SegmentRow> Find(MessagingDbContext db, SegmentRow segment, CancellationToken cancellation) =>
        db.Segments.AsTracking().SingleAsync(s => s.MessageId == segment.MessageId && s.Number == segment.Number, cancellation);

    private static string Write(ChannelError error) => JsonSerializer.Serialize(error, SentralixJson.Options);
}
