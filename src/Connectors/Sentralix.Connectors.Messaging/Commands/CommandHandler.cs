using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>A command to be carried out.</summary>
internal sealed record CommandPayload(string ConversationId, string CommandId);

/// <summary>Carries out commands, in the conversation's order with its sends and past the same fence. A command says how things shall be, not
/// what to do: whoever repeats it after a crash finds what is left.</summary>
internal sealed class CommandHandler(IStore<MessagingDbContext> store, IChannel channel, WayOut way, CommandLedger ledger) : IWorkHandler
{
    public const string KindName = "outbox.command";

    // A command has a time of its own after which it is not carried out; attempts are not counted.
    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromSeconds(30) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var payload = work.Payload<CommandPayload>();
        var command = await store.Read((db, c) => db.Commands.SingleOrDefaultAsync(x => x.ConversationId == payload.ConversationId && x.CommandId == payload.CommandId, c), cancellation);
        if (command is not { Status: SendStatus.Queued or SendStatus.Sending }) return;
        if (command.Kind == CommandKind.HandOff)
        {
            if (await Call(command, (access, target, c) => channel.HandOff(access, target, $"{command.ConversationId}/{command.CommandId}", c), cancellation)) await ledger.Done(command);
            return;
        }

        IReadOnlyList<string> wanted = JsonSerializer.Deserialize<List<string>>(command.Wanted, SentralixJson.Options) ?? [];
        var segments = await store.Read((db, c) => db.Segments.Where(s => s.MessageId == command.MessageId).OrderBy(s => s.Number).ToListAsync(c), cancellation);
        foreach (var segment in segments)
            if (!await Change(command, segment, segment.Number < wanted.Count ? wanted[segment.Number] : null, cancellation)) return;
        await ledger.Done(command);
    }

    /// <returns>Whether the next segment may follow.</returns>
    private async Task<bool> Change(CommandRow command, SegmentRow segment, string? wanted, CancellationToken cancellation)
    {
        // What was being sent when the command came has been settled meanwhile: sends of the message come first in the conversation's order.
        if (segment.Status == SendStatus.Uncertain) return await Fail(command, "message_uncertain", "It is not known whether the contact has the message.");
        if (segment.Status == SendStatus.Sending) throw new DeferException(WayOut.HeldWait, "The message is still being sent.");
        if (!EditPlan.IsThere(segment.Status) || segment.Content == wanted) return true;
        if (segment.ChannelMessageId is not { } there) return await Fail(command, "channel_message_unknown", "The channel never said under which id it has the message.");
        if (wanted is null)
        {
            if (!await Call(command, (access, target, c) => channel.Delete(access, target, there, c), cancellation)) return false;
            await ledger.Removed(command, segment.Number);
            return true;
        }

        if (!await Call(command, (access, target, c) => channel.Edit(access, new EditOrder(target, there, segment.Content, wanted), c), cancellation)) return false;
        await ledger.Changed(command, segment.Number, wanted);
        return true;
    }

    /// <returns>Whether the channel has done it; else the command has ended.</returns>
    private async Task<bool> Call(CommandRow command, Func<Access, string, CancellationToken, Task<SendOutcome>> call, CancellationToken cancellation)
    {
        if (await way.Open(command.ConnectionId, cancellation) is not { } connection)
        {
            if (await ledger.Expire(command)) return false;
            throw new DeferException(WayOut.ConnectionWait, "The connection does not work now.");
        }

        var target = await way.Target(command.ConversationId, cancellation);
        var name = $"{command.ConversationId}/{command.CommandId}";
        await way.TakeTurn(command.ConnectionId, target, name, cancellation);
        switch (await ledger.Begin(command))
        {
            case Beginning.Held:
                throw new DeferException(WayOut.HeldWait, "A human was heard in the channel; the core has not said yet who may speak.");
            case Beginning.Over:
                return false;
        }

        if (await way.Leave(command.ConnectionId, target, name) is { } notNow)
        {
            await ledger.Return(command, new ChannelError(ChannelErrors.RateLimited, null, notNow.Message));
            throw notNow;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(WayOut.MostPatience);
        return await Settle(command, connection, target, await call(connection.Access, target, patience.Token));
    }

    private async Task<bool> Settle(CommandRow command, OpenConnection connection, string target, SendOutcome outcome)
    {
        switch (outcome)
        {
            case SendOutcome.Sent:
                return true;
            case SendOutcome.Refused refused when WayOut.IsOfConnection(refused.Error):
                await ledger.Return(command, refused.Error);
                await way.Attention(command.ConnectionId, refused.Error);
                throw new DeferException(WayOut.ConnectionWait, refused.Error.Message);
            case SendOutcome.Refused refused:
                await ledger.Fail(command, refused.Error);
                return false;
            case SendOutcome.Again again:
                await ledger.Return(command, again.Error);
                throw await way.Later(connection.Access.ConnectionId, target, again, command.Attempts);
            case SendOutcome.Moved moved:
                await ledger.Move(command, moved.Thread);
                throw new DeferException(TimeSpan.Zero, "The conversation has another id in the channel now.");
            case SendOutcome.Unknown unknown:
                // It is only repeated: done twice is done.
                await ledger.Return(command, unknown.Error);
                throw new DeferException(WayOut.Backoff(command.Attempts), unknown.Error.Message);
            default:
                throw new InvalidOperationException("A command has no other outcomes.");
        }
    }

    private async Task<bool> Fail(CommandRow command, string code, string why)
    {
        await ledger.Fail(command, new ChannelError(code, null, why));
        return false;
    }
}
