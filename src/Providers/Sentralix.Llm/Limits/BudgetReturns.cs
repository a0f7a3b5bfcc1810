using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sentralix.Llm.Limits;

/// <summary>Gives back now and then what this process holds of budgets and does not need.</summary>
internal sealed partial class BudgetReturns(BudgetDesk budgets, TimeProvider time, ILogger<BudgetReturns> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    [SuppressMessage("Design", "CA1031", Justification = "What is not given back now is given back the next time, or when this process is found dead.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                // At the end as well.
                await budgets.ReturnIdle(default);
            }
            catch (Exception fault)
            {
                LogFault(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Holds of budgets could not be given back")]
    private partial void LogFault(Exception fault);
}
