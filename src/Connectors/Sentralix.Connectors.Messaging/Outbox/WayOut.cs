using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>What stands between a conversation and its channel, whatever goes there: whether the connection works, under which id the channel
/// has the conversation, and how much may be sent.</summary>
internal sealed partial class WayOut(
    string service, IStore<MessagingDbContext> store, IChannel channel, ConnectionBook book, ConnectionDesk desk, IGrainFactory grains, TimeProvider clock, ILogger<WayOut> logger)
{
    /// <summary>How soon a connection that does not work is looked at again.</summary>
    public static readonly TimeSpan ConnectionWait = TimeSpan.FromSeconds(5);

    /// <summary>How soon it is asked again whether a human's hold has ended.</summary>
    public static readonly TimeSpan HeldWait = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait for a call to begin: after its first byte its answer is awaited.</summary>
    public static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(20);

    private const string NobodyKnows = "The process that knows the channel's limits has died; another one takes over.";

    // The window is asked just before the first byte, while a fence may wait for it.
    private static readonly TimeSpan ClusterPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClusterWait = TimeSpan.FromSeconds(1);

    // Whoever comes again must be there before its turn; those of a quarter of a second come together, with one look at the queue.
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostBackoff = TimeSpan.FromSeconds(60);

    /// <summary>The connection; null: it does not work now.</summary>
    public async ValueTask<OpenConnection?> Open(string connection, CancellationToken cancellation) =>
        await book.Own(connection, cancellation) is { State: ConnectionState.Active or ConnectionState.Degraded } open ? open : null;

    /// <summary>The channel's id of a conversation.</summary>
    public async Task<string> Target(string conversation, CancellationToken cancellation)
    {
        var thread = await store.Read((db, c) => db.Threads.SingleAsync(t => t.ConversationId == conversation, c), cancellation);
        return thread.MovedTo ?? thread.Thread;
    }

    /// <summary>Waits for a call's turn in the channel's limits. A long wait is not waited out here: the call keeps its place in the window and
    /// gives the one among what runs to others.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="thread">The conversation in the channel.</param>
    /// <param name="name">Tells the call from all others of the connection.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="DeferException">Its turn comes later.</exception>
    public async Task TakeTurn(string connection, string thread, string name, CancellationToken cancellation)
    {
        var place = new SendPlace(name, thread, channel.IsGroup(thread));
        while (true)
        {
            var wait = await Ask(connection, window => window.Take(place, Limits)) ?? throw new DeferException(ClusterWait, NobodyKnows);
            if (wait == TimeSpan.Zero) return;
            if (wait > SendWindow.Moment) throw new DeferException(ComesAgainAfter(wait), "The channel's limits let it through later.");
            var began = clock.GetTimestamp();
            await Task.Delay(wait, clock, cancellation);
            if (clock.GetElapsedTime(began) - wait < SendWindow.MostLate) return;
        }
    }

    /// <summary>The last look at the limits, when it is durable that the call is made: waits the moment that may still be needed.</summary>
    /// <returns>Null: the first byte may leave. Else it must not, and the call waits so long.</returns>
    public async Task<DeferException?> Leave(string connection, string thread, string name)
    {
        if (await Ask(connection, window => window.Leave(new SendPlace(name, thread, channel.IsGroup(thread)), Limits)) is not { } wait) return new DeferException(ClusterWait, NobodyKnows);
        if (wait > SendWindow.Moment) return new DeferException(wait, "The channel has asked to wait.");
        if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, CancellationToken.None);
        return null;
    }

    /// <summary>The connection's own trouble, not the call's: it is noted there.</summary>
    public static bool IsOfConnection(ChannelError error) => error.Code is ChannelErrors.Unauthorized or ChannelErrors.Suspended or ChannelErrors.Conflict;

    /// <summary>The connection needs somebody.</summary>
    public Task Attention(string connection, ChannelError error) => desk.Attention(connection, error, CancellationToken.None);

    /// <summary>Takes in that the channel wants the same call again, and says when.</summary>
    public async Task<DeferException> Later(string connection, string thread, SendOutcome.Again again, int attempts)
    {
        if (again.Wait is { } asked)
        {
            await Ask(connection, async window =>
            {
                await window.Freeze(again.Error.Code == ChannelErrors.RateLimited ? null : thread, asked);
                return asked;
            });
        }

        if (again.Error.Code == ChannelErrors.Network) await Attention(connection, again.Error);
        return new DeferException(again.Wait ?? Backoff(attempts), again.Error.Message);
    }

    /// <summary>How long to wait after so many tries.</summary>
    public static TimeSpan Backoff(int attempts)
    {
        var doubled = FirstBackoff * Math.Pow(2, Math.Min(attempts, 10));
        return (doubled < MostBackoff ? doubled : MostBackoff) * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }

    private WindowLimits Limits => new(channel.Limits.PerConnection, channel.Limits.PerConversation, channel.Limits.Burst, channel.Limits.PerGroupMinute);

    private TimeSpan ComesAgainAfter(TimeSpan wait)
    {
        var now = clock.GetUtcNow();
        var due = (now + wait - Early).Ticks;
        return new DateTimeOffset(due - (due % Together.Ticks), TimeSpan.Zero) - now;
    }

    /// <returns>Null: the cluster does not answer, as while it notices that a process has died. What was not sent can wait.</returns>
    private async Task<TimeSpan?> Ask(string connection, Func<ISendWindowGrain, Task<TimeSpan>> ask)
    {
        try
        {
            return await ask(grains.GetGrain<ISendWindowGrain>($"{CallContext.Current.Tenant}/{service}/{connection}")).WaitAsync(ClusterPatience, clock);
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            LogAway(connection, away.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What connection {Connection} may send is not known now ({Fault}): it waits")]
    private partial void LogAway(string connection, string fault);
}
