using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sentralix.Platform.Storage;

/// <summary>Keeps a service's idempotency keys: renews the claims of slow calls, and forgets what is past its time.</summary>
internal sealed partial class IdempotencyUpkeep<TContext>(
    StoredIdempotency<TContext> idempotency, bool singleProcess, TimeProvider clock, ILogger<IdempotencyUpkeep<TContext>> logger) : BackgroundService
    where TContext : ServiceDbContext
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (singleProcess) await Try(idempotency.ReleaseLeftBehind, stoppingToken);
        await Try(idempotency.Sweep, stoppingToken);
        var swept = clock.GetUtcNow();

        // A renewal may fail once (the database is away) and the claim still stands when the next one comes.
        using var timer = new PeriodicTimer(StoredIdempotency<TContext>.Patience / 6, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Try(idempotency.Renew, stoppingToken);
            if (clock.GetUtcNow() - swept < BetweenSweeps) continue;
            swept = clock.GetUtcNow();
            await Try(idempotency.Sweep, stoppingToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What fails is logged and made up for by the next round.")]
    private async Task Try(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            LogFault(fault, typeof(TContext).Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The idempotency keys of {Service} could not be kept up")]
    private partial void LogFault(Exception fault, string service);
}
