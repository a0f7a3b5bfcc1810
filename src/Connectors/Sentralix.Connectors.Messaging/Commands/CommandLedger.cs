using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>The steps of a command, each one transaction.</summary>
internal sealed class CommandLedger(IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, TimeProvider clock)
{
    /// <summary>The last moment before the first byte: the fence is asked and "sending" is written in one transaction.</summary>
    public Task<Beginning> Begin(CommandRow command) => store.Write(async (db, c) =>
    {
        var thread = await Fences.Lock(db, command.ConversationId, c) ?? throw new InvalidOperationException("The thread of a command is gone.");
        var row = await Find(db, command, c);
        if (row.Status is not (SendStatus.Queued or SendStatus.Sending)) return Beginning.Over;
        if (row.Epoch < thread.Fence) return await End(db, row, SendStatus.Superseded, row.Error, c);
        if (thread.HeldUnder is { } held && row.Epoch <= held)
        {
            row.Status = SendStatus.Queued;
            return Beginning.Held;
        }

        if (clock.GetUtcNow() > row.ExpiresAt) return await End(db, row, SendStatus.Expired, row.Error, c);
        row.Status = SendStatus.Sending;
        row.Attempts++;
        command.Attempts = row.Attempts;
        return Beginning.Begun;
    }, CancellationToken.None);

    /// <summary>Ends a command whose time has passed while nothing could be done.</summary>
    public Task<bool> Expire(CommandRow command) => store.Write(async (db, c) =>
    {
        if (clock.GetUtcNow() <= command.ExpiresAt) return false;
        var row = await Find(db, command, c);
        if (row.Status is SendStatus.Queued or SendStatus.Sending) await End(db, row, SendStatus.Expired, row.Error, c);
        return true;
    }, CancellationToken.None);

    /// <summary>A segment is what was wanted now.</summary>
    public Task Changed(CommandRow command, int number, string content) => store.Write(
        async (db, c) => (await Segment(db, command, number, c)).Content = content, CancellationToken.None);

    /// <summary>A segment is not there any more.</summary>
    public Task Removed(CommandRow command, int number) => store.Write(
        async (db, c) => (await Segment(db, command, number, c)).Status = SendStatus.Cancelled, CancellationToken.None);

    /// <summary>Everything is as it was asked.</summary>
    public Task Done(CommandRow command) => store.Write(async (db, c) =>
    {
        var row = await Find(db, command, c);
        if (row.Status is SendStatus.Queued or SendStatus.Sending) await End(db, row, SendStatus.Sent, null, c);
    }, CancellationToken.None);

    public Task Fail(CommandRow command, ChannelError error) => store.Write(
        async (db, c) => await End(db, await Find(db, command, c), SendStatus.Failed, Write(error), c), CancellationToken.None);

    /// <summary>It was not done, or nobody knows: it waits again. Every command may be repeated.</summary>
    public Task Return(CommandRow command, ChannelError why) => store.Write(async (db, c) =>
    {
        await Fences.Lock(db, command.ConversationId, c);
        var row = await Find(db, command, c);
        if (row.Status != SendStatus.Sending) return;
        row.Status = SendStatus.Queued;
        row.Error = Write(why);
    }, CancellationToken.None);

    /// <summary>The channel has another id for the conversation.</summary>
    public Task Move(CommandRow command, string to) => store.Write(async (db, c) =>
    {
        var thread = await Fences.Lock(db, command.ConversationId, c);
        thread!.MovedTo = to;
        var row = await Find(db, command, c);
        if (row.Status == SendStatus.Sending) row.Status = SendStatus.Queued;
    }, CancellationToken.None);

    // Nobody waits for an edit; whoever asked for people must know whether they were asked.
    private async Task<Beginning> End(MessagingDbContext db, CommandRow row, SendStatus status, string? error, CancellationToken cancellation)
    {
        row.Status = status;
        row.Error = error;
        if (row.Kind == CommandKind.HandOff && status != SendStatus.Superseded)
        {
            var reason = error is null ? null : JsonSerializer.Deserialize<ChannelError>(error, SentralixJson.Options)?.Code;
            await delivery.Enqueue(db, HandOffReport.KindName, new HandOffPayload(row.ConversationId, row.ConnectionId, row.CommandId, status, reason), null, null, cancellation);
        }

        return Beginning.Over;
    }

    private static Task<CommandRow> Find(MessagingDbContext db, CommandRow command, CancellationToken cancellation) =>
        db.Commands.AsTracking().SingleAsync(x => x.ConversationId == command.ConversationId && x.CommandId == command.CommandId, cancellation);

    private static Task<SegmentRow> Segment(MessagingDbContext db, CommandRow command, int number, CancellationToken cancellation) =>
        db.Segments.AsTracking().SingleAsync(s => s.MessageId == command.MessageId && s.Number == number, cancellation);

    private static string Write(ChannelError error) => JsonSerializer.Serialize(error, SentralixJson.Options);
}
