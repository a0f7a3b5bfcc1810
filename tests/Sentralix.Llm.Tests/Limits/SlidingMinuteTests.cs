using Microsoft.Extensions.Time.Testing;
using Sentralix.Llm.Limits;
using Xunit;

namespace Sentralix.Llm.Tests.Limits;

/// <summary>Counting in any sixty seconds.</summary>
public sealed class SlidingMinuteTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void In_no_sixty_seconds_is_more_let_in_than_the_limit()
    {
        var minute = new SlidingMinute(time);
        var random = new Random(7);
        List<(double At, long Amount)> let = [];
        var now = 0.0;
        for (var i = 0; i < 5000; i++)
        {
            var pause = random.NextDouble() * 0.4;
            time.Advance(TimeSpan.FromSeconds(pause));
            now += pause;
            var amount = random.Next(1, 6);
            if (minute.TryAdd(amount, 100, out _, out _)) let.Add((now, amount));
        }

        Assert.True(let.Count > 500);
        foreach (var (at, _) in let) Assert.InRange(let.Where(l => l.At >= at && l.At < at + 60).Sum(l => l.Amount), 1, 100);
    }

    [Fact]
    public void What_uses_nothing_is_let_in_also_where_more_was_used_than_may_be()
    {
        var minute = new SlidingMinute(time);
        Assert.True(minute.TryAdd(90, 100, out _, out var second));
        minute.Correct(second, 30);

        Assert.False(minute.TryAdd(1, 100, out _, out _));
        Assert.True(minute.TryAdd(0, 100, out var left, out _));
        Assert.Equal(0, left);
    }

    [Fact]
    public void After_the_wait_that_is_told_there_is_room()
    {
        var minute = new SlidingMinute(time);
        Assert.True(minute.TryAdd(60, 100, out var left, out _));
        Assert.Equal(40, left);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(minute.TryAdd(40, 100, out _, out _));
        Assert.False(minute.TryAdd(1, 100, out _, out _));

        time.Advance(minute.Until(50, 100));

        Assert.True(minute.TryAdd(50, 100, out _, out _));
        Assert.False(minute.TryAdd(11, 100, out _, out _));
    }

    [Fact]
    public void What_turned_out_less_makes_room_and_what_turned_out_more_takes_it()
    {
        var minute = new SlidingMinute(time);
        minute.TryAdd(100, 100, out _, out var second);
        minute.Correct(second, -70);
        Assert.True(minute.TryAdd(70, 100, out _, out _));
        minute.Correct(second, 500);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(minute.TryAdd(1, 100, out _, out _));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(minute.TryAdd(100, 100, out _, out _));
    }

    [Fact]
    public void A_correction_that_comes_too_late_changes_nothing()
    {
        var minute = new SlidingMinute(time);
        minute.TryAdd(10, 100, out _, out var second);
        time.Advance(TimeSpan.FromSeconds(61));
        minute.TryAdd(90, 100, out _, out _);
        minute.Correct(second, -10);
        Assert.True(minute.TryAdd(10, 100, out var left, out _));
        Assert.Equal(0, left);
    }

    [Fact]
    public void Something_larger_than_the_whole_limit_is_let_in_when_nothing_else_is()
    {
        var minute = new SlidingMinute(time);
        Assert.True(minute.TryAdd(1000, 100, out var left, out _));
        Assert.Equal(0, left);
        Assert.False(minute.TryAdd(1, 100, out _, out _));
    }
}
