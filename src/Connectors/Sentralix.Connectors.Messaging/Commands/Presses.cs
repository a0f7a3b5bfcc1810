using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>A press whose time is over.</summary>
internal sealed record PressPayload(string PressId);

/// <summary>Answers presses: at once with nothing, or, where the keyboard asks for it, with what the caller says within its time. A channel
/// shows one answer to a press, so there is one.</summary>
internal sealed partial class Presses(
    IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, ConnectionBook book, TimeProvider clock, ILogger<Presses> logger) : IWorkHandler
{
    public const string KindName = "press.over";

    // The button stops waiting by itself; there is nothing to insist on.
    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = 2 };

    /// <summary>Takes notice of a press.</summary>
    public async Task Notice(OpenConnection connection, string pressId, Inbound press, CancellationToken cancellation)
    {
        if (press.Callback is not { } callback) return;
        var wait = press.ButtonToken is { } token && channel.Capabilities.PressAnswers
            ? await store.Read((db, c) => db.Buttons.Where(b => b.Token == token).Select(b => b.AnswerWithinMs).SingleOrDefaultAsync(c), cancellation)
            : null;
        if (wait is null)
        {
            await AnswerNothing(connection, callback, cancellation);
            return;
        }

        await store.Write(async (db, c) =>
        {
            await db.Lock("press", pressId, c);
            if (await db.Presses.AnyAsync(p => p.PressId == pressId, c)) return;
            db.Presses.Add(new PressRow { PressId = pressId, ConnectionId = connection.Access.ConnectionId, Callback = callback });
            await delivery.Enqueue(db, KindName, new PressPayload(pressId), null, clock.GetUtcNow() + TimeSpan.FromMilliseconds(wait.Value), c);
        }, CancellationToken.None);
    }

    /// <summary>The caller's answer.</summary>
    public async Task<Result<PressAnswered>> Answer(string id, PressAnswer body, CancellationToken cancellation)
    {
        if (await Claim(id) is not { } press) return Refusal.NotFound("press that waits for an answer");
        if (press.Answered) return Refusal.Conflict("already_answered", "The press was answered before.");
        if (await book.Own(press.ConnectionId, cancellation) is not { } connection) return Refusal.NotFound("connection");
        try
        {
            return new PressAnswered(await channel.AnswerPress(connection.Access, press.Callback, body, cancellation));
        }
        catch (ChannelException refused)
        {
            return Signals.Refused(refused);
        }
    }

    /// <summary>Nobody has answered in time, or somebody has: either way the press is over.</summary>
    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<PressPayload>().PressId;
        if (await Claim(id) is not { } press) return;
        if (!press.Answered && await book.Own(press.ConnectionId, cancellation) is { } connection) await AnswerNothing(connection, press.Callback, cancellation);
        await store.Write(async (db, c) =>
        {
            await work.CompleteIn(db, c);
            await db.Presses.Where(p => p.PressId == id).ExecuteDeleteAsync(c);
        }, CancellationToken.None);
    }

    /// <summary>The press as it was before; from here on it is answered, and nobody else answers it.</summary>
    private Task<PressRow?> Claim(string id) => store.Write(async (db, c) =>
    {
        await db.Lock("press", id, c);
        var press = await db.Presses.AsNoTracking().SingleOrDefaultAsync(p => p.PressId == id, c);
        if (press is { Answered: false }) await db.Presses.Where(p => p.PressId == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Answered, true), c);
        return press;
    }, CancellationToken.None);

    private async Task AnswerNothing(OpenConnection connection, string callback, CancellationToken cancellation)
    {
        try
        {
            await channel.AnswerPress(connection.Access, callback, cancellation);
        }
        catch (ChannelException late)
        {
            // The press counts all the same; only the button goes on waiting for a while.
            LogNotNoticed(connection.Access.ConnectionId, late.Error.Code);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A press on {Connection} could not be answered: {Code}")]
    private partial void LogNotNoticed(string connection, string code);
}
