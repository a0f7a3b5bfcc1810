using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Caching;

/// <summary>Forgets now and then what has expired. Nobody is answered from it in the meantime.</summary>
internal sealed partial class CacheSweep(IStore<LlmDbContext> store, TimeProvider time, ILogger<CacheSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Forgets what has expired by now.</summary>
    /// <returns>How many answers that were.</returns>
    public Task<int> Run(CancellationToken cancellation) =>
        store.Write(SystemScope.Retention, (db, c) => CachedAnswers.Sweep(db, time.GetUtcNow(), c), cancellation);

    [SuppressMessage("Design", "CA1031", Justification = "What could not be forgotten now is forgotten the next time.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Run(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Expired answers could not be forgotten")]
    private partial void LogFault(Exception fault);
}
