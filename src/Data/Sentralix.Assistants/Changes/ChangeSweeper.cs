using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Assistants.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Changes;

/// <summary>Forgets changes that every stream has long read: at the start, and then as often as they grow old.</summary>
internal sealed partial class ChangeSweeper(IStore<AssistantsDbContext> store, TimeProvider clock, ILogger<ChangeSweeper> logger) : BackgroundService
{
    /// <summary>Forgets, and says how many.</summary>
    public Task<int> Sweep(CancellationToken cancellation)
    {
        var old = clock.GetUtcNow() - ChangeLog.Memory;
        return store.Write(SystemScope.Retention, (db, c) => db.Changes.Where(change => change.CreatedAt < old).ExecuteDeleteAsync(c), cancellation);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A sweep that fails is logged and made up for by the next one.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ChangeLog.Memory, clock);
        do
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Old changes of assistants could not be forgotten")]
    private partial void LogFault(Exception fault);
}
