using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>Takes edits, deletions and hand-offs. What has not left yet is changed in the unit of work that takes the command, under the lock
/// that every send passes; the rest is done in the conversation's own order.</summary>
internal sealed class CommandDesk(IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, Receipts receipts, TimeProvider clock)
{
    public Task<Result<CommandAccepted>> Edit(string id, EditMessage body, CancellationToken cancellation) => store.Write<Result<CommandAccepted>>(async (db, c) =>
    {
        if (await Open(db, id, c) is not var (thread, message)) return Refusal.NotFound("message");
        if (await Known(db, message.ConversationId, body.CommandId, CommandKind.Edit, id, c) is { } known) return known;
        var wanted = new OutboundMessage { MessageId = id, ConversationId = message.ConversationId, Epoch = body.Epoch, Parts = body.Parts, Keyboard = body.Keyboard };
        var buttons = ButtonBook.Tokens(wanted, body.CommandId);
        var composed = channel is IClientComposer forClient ? forClient.Compose(wanted, buttons, thread.Client) : channel.Compose(wanted, buttons);
        var command = Made(message, CommandKind.Edit, body.CommandId, body.Epoch, composed.Segments, composed.Degraded);
        if (body.Epoch < thread.Fence) return Taken(db, command, SendStatus.Superseded);

        var segments = await db.Segments.AsTracking().Where(s => s.MessageId == id).OrderBy(s => s.Number).ToListAsync(c);
        var plan = new EditPlan(channel, segments, composed.Segments, clock.GetUtcNow());
        if (plan.Obstacle() is { } obstacle) return obstacle;
        if (await IsDeleted(db, id, c)) return Refusal.Conflict("message_deleted", "The message was taken back.");
        var change = new WaitingChange(db, message, segments);
        if (plan.Impossible() is { } impossible)
        {
            if (body.OnUnsupported == EditFallback.Refuse) return impossible;
            command = Made(message, CommandKind.Edit, body.CommandId, body.Epoch, [], [.. composed.Degraded, new("edit", "new_message")]);
            change.Append(composed.Segments);
        }
        else
        {
            if (change.Become(composed.Segments) && plan.Out.Count > 0)
                command = Made(message, CommandKind.Edit, body.CommandId, body.Epoch, composed.Segments, [.. composed.Degraded, new("length", "new_messages")]);
            if (plan.NeedsChannel) command.Status = SendStatus.Queued;
        }

        // What is still to be said is the edit's, and so are its epoch and its time.
        message.Epoch = Math.Max(message.Epoch, body.Epoch);
        message.ExpiresAt = command.ExpiresAt;
        ButtonBook.Remember(db, wanted, buttons, command.CreatedAt);
        var taken = Taken(db, command, command.Status);
        await Proceed(db, message, command, change, c);
        return taken;
    }, cancellation);

    public Task<Result<CommandAccepted>> Delete(string id, DeleteMessage body, CancellationToken cancellation) => store.Write<Result<CommandAccepted>>(async (db, c) =>
    {
        if (await Open(db, id, c) is not var (thread, message)) return Refusal.NotFound("message");
        if (await Known(db, message.ConversationId, body.CommandId, CommandKind.Delete, id, c) is { } known) return known;
        var command = Made(message, CommandKind.Delete, body.CommandId, body.Epoch, [], []);
        if (body.Epoch < thread.Fence) return Taken(db, command, SendStatus.Superseded);

        var segments = await db.Segments.AsTracking().Where(s => s.MessageId == id).OrderBy(s => s.Number).ToListAsync(c);
        var plan = new EditPlan(channel, segments, [], clock.GetUtcNow());
        if ((plan.Obstacle() ?? plan.Impossible()) is { } refusal) return refusal;
        var change = new WaitingChange(db, message, segments);
        change.Become([]);
        if (plan.NeedsChannel) command.Status = SendStatus.Queued;
        var taken = Taken(db, command, command.Status);
        await Proceed(db, message, command, change, c);
        return taken;
    }, cancellation);

    public Task<Result<CommandAccepted>> HandOff(string id, HandOff body, CancellationToken cancellation) => store.Write<Result<CommandAccepted>>(async (db, c) =>
    {
        if (await Fences.Lock(db, id, c) is not { } thread) return Refusal.NotFound("conversation");
        if (!channel.Capabilities.HandOff) return EditPlan.NotSupported("ask its own people");
        if (await Known(db, id, body.CommandId, CommandKind.HandOff, null, c) is { } known) return known;
        var now = clock.GetUtcNow();
        var command = new CommandRow
        {
            ConversationId = id,
            CommandId = body.CommandId,
            Kind = CommandKind.HandOff,
            ConnectionId = thread.ConnectionId,
            Epoch = body.Epoch,
            ExpiresAt = now + OutboxDesk.Life,
            CreatedAt = now,
        };
        if (body.Epoch < thread.Fence) return Taken(db, command, SendStatus.Superseded);
        var taken = Taken(db, command, SendStatus.Queued);
        await delivery.Enqueue(db, CommandHandler.KindName, new CommandPayload(id, body.CommandId), SendHandler.OrderOf(id), null, c);
        return taken;
    }, cancellation);

    public async Task<Result<CommandView>> Find(string conversation, string id, CancellationToken cancellation) =>
        await store.Read((db, c) => db.Commands.SingleOrDefaultAsync(x => x.ConversationId == conversation && x.CommandId == id, c), cancellation) is { } row
            ? new CommandView(row.CommandId, row.Kind, row.ConversationId, row.MessageId, row.Epoch, row.Status, row.Attempts, Degradations(row),
                row.Error is null ? null : JsonSerializer.Deserialize<ChannelError>(row.Error, SentralixJson.Options), row.CreatedAt)
            : Refusal.NotFound("command");

    /// <summary>The message and its thread, held against sends, fences and other commands until the unit of work ends.</summary>
    private static async Task<(ThreadRow Thread, OutboundRow Message)?> Open(MessagingDbContext db, string id, CancellationToken cancellation)
    {
        var conversation = await db.Outbound.AsNoTracking().Where(o => o.MessageId == id).Select(o => o.ConversationId).SingleOrDefaultAsync(cancellation);
        if (conversation is null || await Fences.Lock(db, conversation, cancellation) is not { } thread) return null;
        await db.Lock("outbound", id, cancellation);
        return (thread, await db.Outbound.AsTracking().SingleAsync(o => o.MessageId == id, cancellation));
    }

    private static async Task<Result<CommandAccepted>?> Known(MessagingDbContext db, string conversation, string id, CommandKind kind, string? message, CancellationToken cancellation)
    {
        if (await db.Commands.AsNoTracking().SingleOrDefaultAsync(x => x.ConversationId == conversation && x.CommandId == id, cancellation) is not { } known) return null;
        return known.Kind == kind && known.MessageId == message
            ? new CommandAccepted(id, known.Status, Degradations(known), Duplicate: true)
            : new Refusal("command_id_reuse", 422, "This command_id was used for another command.");
    }

    private static Task<bool> IsDeleted(MessagingDbContext db, string message, CancellationToken cancellation) => db.Commands.AnyAsync(
        x => x.MessageId == message && x.Kind == CommandKind.Delete && (x.Status == SendStatus.Queued || x.Status == SendStatus.Sending || x.Status == SendStatus.Sent), cancellation);

    private static CommandAccepted Taken(MessagingDbContext db, CommandRow command, SendStatus status)
    {
        command.Status = status;
        db.Commands.Add(command);
        return new CommandAccepted(command.CommandId, status, Degradations(command), Duplicate: false);
    }

    private CommandRow Made(OutboundRow message, CommandKind kind, string id, long epoch, IReadOnlyList<string> wanted, IReadOnlyList<Degradation> degraded)
    {
        var now = clock.GetUtcNow();
        return new CommandRow
        {
            ConversationId = message.ConversationId,
            CommandId = id,
            Kind = kind,
            ConnectionId = message.ConnectionId,
            MessageId = message.MessageId,
            Epoch = epoch,
            Wanted = JsonSerializer.Serialize(wanted, SentralixJson.Options),
            Degraded = JsonSerializer.Serialize(degraded, SentralixJson.Options),
            Status = SendStatus.Sent,
            ExpiresAt = now + OutboxDesk.Life,
            CreatedAt = now,
        };
    }

    private async Task Proceed(MessagingDbContext db, OutboundRow message, CommandRow command, WaitingChange change, CancellationToken cancellation)
    {
        if (change.HasCancelled) await receipts.Report(db, message, cancellation);
        if (command.Status == SendStatus.Queued)
            await delivery.Enqueue(db, CommandHandler.KindName, new CommandPayload(message.ConversationId, command.CommandId), SendHandler.OrderOf(message.ConversationId), null, cancellation);

        // What was to be said before may have been said already, and nobody is on his way with what was added.
        if (change.IsWaiting) await delivery.Enqueue(db, SendHandler.KindName, new SendPayload(message.MessageId), SendHandler.OrderOf(message.ConversationId), null, cancellation);
    }

    private static IReadOnlyList<Degradation> Degradations(CommandRow row) => JsonSerializer.Deserialize<List<Degradation>>(row.Degraded, SentralixJson.Options) ?? [];
}
