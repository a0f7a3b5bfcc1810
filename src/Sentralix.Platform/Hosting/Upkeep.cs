using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sentralix.Platform.Hosting;

/// <summary>When something is done again and again, as long as a process lives.</summary>
/// <param name="Name">What it is, for the log: <c>llm.cached-answers</c>.</param>
/// <param name="Period">From the beginning of one round to that of the next; each comes up to a tenth of it early, so that the processes of a
/// cluster do not all come at once.</param>
public sealed record UpkeepPlan(string Name, TimeSpan Period)
{
    /// <summary>The first round is at the start; else after one period.</summary>
    public bool AtStart { get; init; }

    /// <summary>The last round is when the process ends, gracefully.</summary>
    public bool AtEnd { get; init; }
}

/// <summary>Registers what is to be kept up.</summary>
public static class UpkeepRegistration
{
    /// <summary>Has a part of the process do something by a plan. A round that fails is logged, and made up for by the next one.</summary>
    public static IServiceCollection AddUpkeep<TPart>(this IServiceCollection services, UpkeepPlan plan, Func<TPart, CancellationToken, Task> round)
        where TPart : notnull =>

        // Not AddHostedService, which takes one of a type.
        services.AddSingleton<IHostedService>(provider =>
        {
            var part = provider.GetRequiredService<TPart>();
            return new Upkeep(plan, cancellation => round(part, cancellation), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Upkeep>>());
        });
}

/// <summary>Does something by a plan.</summary>
internal sealed partial class Upkeep(UpkeepPlan plan, Func<CancellationToken, Task> round, TimeProvider clock, ILogger<Upkeep> logger) : BackgroundService
{
    private const double Earliest = 0.9;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var begun = clock.GetTimestamp();
        if (plan.AtStart) await Round(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = (plan.Period * (Earliest + ((1 - Earliest) * Random.Shared.NextDouble()))) - clock.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            begun = clock.GetTimestamp();
            if (!stoppingToken.IsCancellationRequested) await Round(stoppingToken);
        }

        if (plan.AtEnd) await Round(CancellationToken.None);
    }

    [SuppressMessage("Design", "CA1031", Justification = "What fails is logged and made up for by the next round.")]
    private async Task Round(CancellationToken cancellation)
    {
        try
        {
            await round(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The process ends: the round is not done, and nobody waits for it.
        }
        catch (Exception fault)
        {
            LogFault(fault, plan.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The upkeep {Name} failed; its next round makes up for it")]
    private partial void LogFault(Exception fault, string name);
}
