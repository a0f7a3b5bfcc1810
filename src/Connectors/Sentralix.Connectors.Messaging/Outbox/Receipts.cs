using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>A status to be told to the core.</summary>
internal sealed record ReportPayload(string MessageId, string ConversationId, string ConnectionId, SendStatus Status, ChannelError? Error);

/// <summary>Tells the core how far messages are.</summary>
internal sealed class Receipts(IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery)
{
    /// <summary>How far a message is as a whole: as far as its worst segment.</summary>
    public static SendStatus Overall(IEnumerable<SendStatus> segments)
    {
        var all = segments.ToList();
        foreach (var bad in (ReadOnlySpan<SendStatus>)[SendStatus.Uncertain, SendStatus.Failed, SendStatus.Expired, SendStatus.Superseded])
            if (all.Contains(bad)) return bad;
        if (all.Contains(SendStatus.Sending)) return SendStatus.Sending;
        if (all.Contains(SendStatus.Queued)) return SendStatus.Queued;
        return all.TrueForAll(s => s == SendStatus.Cancelled) ? SendStatus.Cancelled : all.Where(s => s != SendStatus.Cancelled).Min();
    }

    /// <summary>Has the core told, in the unit of work that changed a message's segments. Called after the change, before it is saved.</summary>
    public async Task Report(MessagingDbContext db, OutboundRow message, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);

        // The core has no such message.
        if (OwnWords.IsOne(message.MessageId)) return;
        var segments = await db.Segments.AsNoTracking().Where(s => s.MessageId == message.MessageId).OrderBy(s => s.Number).ToListAsync(cancellation);
        var status = Overall(segments.Select(s => s.Status));
        var error = segments.FirstOrDefault(s => s.Status == status)?.Error;
        await delivery.Enqueue(
            db, ReportHandler.KindName,
            new ReportPayload(message.MessageId, message.ConversationId, message.ConnectionId, status, error is null ? null : JsonSerializer.Deserialize<ChannelError>(error, SentralixJson.Options)),
            $"report/{message.MessageId}", null, cancellation);
    }

    /// <summary>The channel tells how far one message is, or (without an id) all of them in a conversation, or all up to a number.</summary>
    public Task Note(string conversation, string? channelMessage, SendStatus status, long? upTo = null) => store.Write(async (db, c) =>
    {
        var known = await db.Segments.Where(s => s.ConversationId == conversation && (s.Status == SendStatus.Sent || s.Status == SendStatus.Delivered)
            && (channelMessage == null || s.ChannelMessageId == channelMessage)).ToListAsync(c);
        if (upTo is { } last) known.RemoveAll(s => !long.TryParse(s.ChannelMessageId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > last);
        foreach (var segment in known.Where(s => s.Status < status)) segment.Status = status;
        var ids = known.Select(s => s.MessageId).Distinct().ToArray();
        foreach (var message in await db.Outbound.AsNoTracking().Where(o => ids.Contains(o.MessageId)).ToListAsync(c)) await Report(db, message, c);
    }, CancellationToken.None);
}

/// <summary>Posts statuses to the core.</summary>
internal sealed class ReportHandler(string service, IConversations core) : IWorkHandler
{
    public const string KindName = "outbox.report";

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromSeconds(30) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var report = work.Payload<ReportPayload>();
        using var _ = CallContext.Current.As(service).Enter();
        var told = await core.Accept(
            new ChannelEvent
            {
                EventId = Ids.Derive("evt", $"{report.MessageId}|{report.Status}"),
                ConnectionId = report.ConnectionId,
                ConversationId = report.ConversationId,
                Type = ChannelEventTypes.MessageStatus,
                MessageId = report.MessageId,
                Status = report.Status,
                Error = report.Error,
            },
            cancellation);

        // A conversation that the core has erased needs no status.
        if (!told.Ok && told.Refusal.Status != 404) throw new RefusedException(told.Refusal);
    }
}
