using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Tests.Delivery;
using Xunit;

namespace Sentralix.Platform.Tests.Hosting;

/// <summary>What is done again and again.</summary>
public sealed class UpkeepTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly Clock clock = new();
    private readonly Rounds rounds = new();
    private readonly Complaints log = new();

    [Fact]
    public async Task It_is_done_once_a_period_and_not_before_the_first()
    {
        await using var services = await Start(new UpkeepPlan("test.rounds", Period));
        Assert.Equal(0, rounds.Count);

        for (var round = 1; round <= 5; round++)
        {
            clock.Advance(Period);
            await Waits(round + 1);
            Assert.Equal(round, rounds.Count);
        }

        await Stop(services);
        Assert.Equal(5, rounds.Count);
    }

    [Fact]
    public async Task At_the_start_and_at_the_end_it_is_done_where_that_is_asked_for()
    {
        await using var services = await Start(new UpkeepPlan("test.rounds", Period) { AtStart = true, AtEnd = true });
        Assert.Equal(1, rounds.Count);

        await Stop(services);

        Assert.Equal(2, rounds.Count);
    }

    [Fact]
    public async Task A_round_that_fails_is_logged_and_the_next_one_comes()
    {
        rounds.Fault = new InvalidOperationException("The database is away.");
        await using var services = await Start(new UpkeepPlan("test.rounds", Period) { AtStart = true, AtEnd = true });
        Assert.Contains("test.rounds", Assert.Single(log.Lines), StringComparison.Ordinal);

        rounds.Fault = null;
        clock.Advance(Period);
        await Waits(2);
        rounds.Fault = new InvalidOperationException("Again.");
        await Stop(services);

        Assert.Equal((3, 2), (rounds.Count, log.Lines.Count));
    }

    [Fact]
    public async Task A_round_that_the_end_of_the_process_cuts_off_is_no_failure()
    {
        rounds.Endless = true;
        await using var services = await Start(new UpkeepPlan("test.rounds", Period) { AtStart = true }, waits: 0);
        await Bench.Until(() => rounds.Count == 1);

        await Stop(services);

        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Rounds_come_up_to_a_tenth_early_so_that_two_processes_do_not_meet_every_time()
    {
        await using var services = await Start(new UpkeepPlan("test.rounds", Period));
        for (var round = 1; round <= 40; round++)
        {
            clock.Advance(Period);
            await Waits(round + 1);
        }

        Assert.All(clock.Dues, due => Assert.InRange(due, Period * 0.9, Period));
        Assert.InRange(clock.Dues.Distinct().Count(), 20, 41);
        await Stop(services);
    }

    [Fact]
    public async Task Several_may_be_kept_up_by_one_part()
    {
        var services = new ServiceCollection().AddLogging(logs => logs.AddProvider(log)).AddSingleton<TimeProvider>(clock).AddSingleton(rounds)
            .AddUpkeep<Rounds>(new UpkeepPlan("test.one", Period) { AtStart = true }, (part, c) => part.Run(c))
            .AddUpkeep<Rounds>(new UpkeepPlan("test.two", Period) { AtStart = true }, (part, c) => part.Run(c))
            .BuildServiceProvider();
        await using var _ = services;

        foreach (var part in services.GetServices<IHostedService>()) await part.StartAsync(default);

        await Waits(2);
        Assert.Equal(2, rounds.Count);
        await Stop(services);
    }

    private async Task<ServiceProvider> Start(UpkeepPlan plan, int waits = 1)
    {
        var services = new ServiceCollection().AddLogging(logs => logs.AddProvider(log)).AddSingleton<TimeProvider>(clock).AddSingleton(rounds)
            .AddUpkeep<Rounds>(plan, (part, c) => part.Run(c)).BuildServiceProvider();
        await services.GetServices<IHostedService>().Single().StartAsync(default);
        await Waits(waits);
        return services;
    }

    private static async Task Stop(ServiceProvider services)
    {
        foreach (var part in services.GetServices<IHostedService>()) await part.StopAsync(default);
    }

    /// <summary>It has begun to wait so many times.</summary>
    private Task Waits(int times) => Bench.Until(() => clock.Dues.Count >= times);

    private sealed class Rounds
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public Exception? Fault { get; set; }

        public bool Endless { get; set; }

        public async Task Run(CancellationToken cancellation)
        {
            Interlocked.Increment(ref count);
            if (Endless) await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            if (Fault is { } fault) throw fault;
        }
    }

    /// <summary>Says who waits for it, and for how long.</summary>
    private sealed class Clock() : FakeTimeProvider(Bench.Start)
    {
        private readonly ConcurrentQueue<TimeSpan> dues = new();

        public IReadOnlyCollection<TimeSpan> Dues => dues;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            dues.Enqueue(dueTime);
            return timer;
        }
    }

    private sealed class Complaints : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyCollection<string> Lines => lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) lines.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
