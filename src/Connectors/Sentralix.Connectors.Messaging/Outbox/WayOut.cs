using Microsoft.EntityFrameworkCore;
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
internal sealed class WayOut(
    string service, IStore<MessagingDbContext> store, IChannel channel, ConnectionBook book, ConnectionDesk desk, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How soon a connection that does not work is looked at again.</summary>
    public static readonly TimeSpan ConnectionWait = TimeSpan.FromSeconds(5);

    /// <summary>How soon it is asked again whether a human's hold has ended.</summary>
    public static readonly TimeSpan HeldWait = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait for a call to begin: after its first byte its answer is awaited.</summary>
    public static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan MostLate = TimeSpan.FromMilliseconds(80);
    private const int MostPlaces = 4;
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

    /// <summary>Waits until the channel's limits let the next call through.</summary>
    public async Task Pace(string connection, string thread, CancellationToken cancellation)
    {
        var limits = channel.Limits;
        for (var place = 0; place < MostPlaces; place++)
        {
            var wait = await Window(connection).Reserve(thread, channel.IsGroup(thread), new WindowLimits(limits.PerConnection, limits.PerConversation, limits.Burst, limits.PerGroupMinute));
            if (wait == TimeSpan.Zero) return;
            var began = clock.GetTimestamp();
            await Task.Delay(wait, clock, cancellation);

            // On a busy machine several wake up late and together: to send then would be more at once than the channel allows.
            if (clock.GetElapsedTime(began) - wait < MostLate) return;
        }
    }

    /// <summary>The connection's own trouble, not the call's: it is noted there.</summary>
    public static bool IsOfConnection(ChannelError error) => error.Code is ChannelErrors.Unauthorized or ChannelErrors.Suspended or ChannelErrors.Conflict;

    /// <summary>The connection needs somebody.</summary>
    public Task Attention(string connection, ChannelError error) => desk.Attention(connection, error, CancellationToken.None);

    /// <summary>Takes in that the channel wants the same call again, and says when.</summary>
    public async Task<DeferException> Later(string connection, string thread, SendOutcome.Again again, int attempts)
    {
        if (again.Wait is { } asked) await Window(connection).Freeze(again.Error.Code == ChannelErrors.RateLimited ? null : thread, asked);
        if (again.Error.Code == ChannelErrors.Network) await Attention(connection, again.Error);
        return new DeferException(again.Wait ?? Backoff(attempts), again.Error.Message);
    }

    /// <summary>How long to wait after so many tries.</summary>
    public static TimeSpan Backoff(int attempts)
    {
        var doubled = FirstBackoff * Math.Pow(2, Math.Min(attempts, 10));
        return (doubled < MostBackoff ? doubled : MostBackoff) * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }

    private ISendWindowGrain Window(string connection) => grains.GetGrain<ISendWindowGrain>($"{CallContext.Current.Tenant}/{service}/{connection}");
}
