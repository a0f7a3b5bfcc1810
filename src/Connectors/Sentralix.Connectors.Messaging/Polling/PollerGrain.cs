using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Cluster;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Polling;

/// <inheritdoc cref="IPollerGrain"/>
[RunsWithService]
internal sealed partial class PollerGrain(IServiceProvider services, ILogger<PollerGrain> logger) : Grain, IPollerGrain, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource stopping = new();
    private Task polling = Task.CompletedTask;
    private CancellationTokenSource? question;

    public Task Ensure()
    {
        if (polling.Exception is { } fault) LogBroken(fault.GetBaseException(), this.GetPrimaryKeyString());
        if (polling.IsCompleted) polling = Poll(stopping.Token);
        DelayDeactivation(TimeSpan.FromMinutes(5));
        return Task.CompletedTask;
    }

    public async Task Changed()
    {
        // The process that made the change has forgotten what was; so must this one.
        var key = this.GetPrimaryKeyString().Split('/');
        services.GetRequiredKeyedService<MessengerParts>(key[1]).Book.Forget(key[2]);
        if (question is { } asked) await asked.CancelAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The next activation may begin only when this one asks no more.
        await stopping.CancelAsync();
        await polling.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => stopping.Dispose();

    private async Task Poll(CancellationToken stop)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        var (tenant, connection) = (key[0], key[2]);
        var parts = services.GetRequiredKeyedService<MessengerParts>(key[1]);
        using var _ = CallContext.Platform(tenant, key[1]).Enter();
        var position = await parts.Store.Read((db, c) => db.Connections.Where(x => x.Id == connection).Select(x => x.Position).SingleOrDefaultAsync(c), stop);
        while (!stop.IsCancellationRequested)
        {
            if (await Mine(parts, connection, stop) is not { } open) return;
            using var asked = question = CancellationTokenSource.CreateLinkedTokenSource(stop);
            try
            {
                var polled = await parts.Channel.Poll(open.Access, position, asked.Token);

                // The answer may have been long in coming. What is not taken is not acknowledged either: the channel keeps it.
                if (await Mine(parts, connection, stop) is null) return;

                // The first position of a channel that begins with "now" is kept too: after a crash nothing between is left out.
                if (polled.Updates.Count > 0 || polled.Position != position) await parts.Inbox.Take(open, polled.Updates, polled.Position);
                position = polled.Position;
                if (open.State != ConnectionState.Active) await parts.Desk.Well(connection, CancellationToken.None);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException) when (asked.IsCancellationRequested)
            {
                // The connection has changed: it is looked at again.
            }
            catch (ChannelException refused)
            {
                LogRefused(connection, refused.Error.Code);
                await parts.Desk.Attention(connection, refused.Error, CancellationToken.None);
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            finally
            {
                question = null;
            }
        }
    }

    /// <summary>The connection while it is to be polled.</summary>
    private static async Task<OpenConnection?> Mine(MessengerParts parts, string connection, CancellationToken stop) =>
        await parts.Book.Own(connection, stop) is { Transport: Transport.Polling, State: not (ConnectionState.Draft or ConnectionState.Disabled) } open ? open : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Polling of {Connection} broke; it begins again")]
    private partial void LogBroken(Exception fault, string connection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} cannot be polled: {Code}")]
    private partial void LogRefused(string connection, string code);
}
