using Microsoft.Extensions.Time.Testing;
using Sentralix.Connectors.Messaging.Outbox;

namespace Sentralix.Connectors.Messaging.Tests.Outbox;

/// <summary>The places of a connection's calls.</summary>
public sealed class SendWindowTests
{
    private static readonly WindowLimits Limits = new(10, 1, 3, null);
    private readonly FakeTimeProvider clock = new();
    private readonly SendWindow window;

    public SendWindowTests() => window = new SendWindow(clock);

    [Fact]
    public void Whoever_comes_again_has_the_place_that_he_took_before()
    {
        var waits = Enumerable.Range(0, 100).Select(i => window.Take(Place(i), Limits)).ToList();
        Assert.InRange(waits[99].TotalSeconds, 9.8, 10);

        clock.Advance(waits[99] - SendWindow.Moment - TimeSpan.FromSeconds(1));
        Assert.Equal(SendWindow.Moment + TimeSpan.FromSeconds(1), window.Take(Place(99), Limits));
        clock.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal(SendWindow.Moment - TimeSpan.FromSeconds(0.5), window.Take(Place(99), Limits));

        // He has left with it: the next one under this name is another try, behind all that wait.
        window.Leave(Place(99), Limits);
        Assert.InRange(window.Take(Place(99), Limits).TotalSeconds, 0.8, 0.9);
    }

    [Fact]
    public void A_place_that_the_channel_has_asked_to_wait_beyond_is_taken_again_after_that()
    {
        for (var i = 0; i < 40; i++) window.Take(Place(i), Limits);
        clock.Advance(TimeSpan.FromSeconds(1));

        window.Freeze(null, TimeSpan.FromSeconds(30));

        Assert.All(Enumerable.Range(20, 20), i => Assert.True(window.Take(Place(i), Limits) >= TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Whoever_is_late_takes_another_place_but_not_for_ever()
    {
        var wait = Enumerable.Range(0, 20).Select(i => window.Take(Place(i), Limits)).Last();
        for (var tries = 1; tries < 4; tries++)
        {
            clock.Advance(wait + TimeSpan.FromSeconds(0.1));
            for (var i = 100 * tries; i < (100 * tries) + 20; i++) window.Take(Place(i), Limits);
            wait = window.Take(Place(19), Limits);
            Assert.True(wait > TimeSpan.FromSeconds(1), $"{wait} at try {tries}");
        }

        clock.Advance(wait + TimeSpan.FromSeconds(0.1));

        Assert.Equal(TimeSpan.Zero, window.Take(Place(19), Limits));
    }

    [Fact]
    public void Those_that_are_late_together_leave_one_by_one()
    {
        var waits = Enumerable.Range(0, 10).Select(i => window.Leave(Place(i), Limits)).ToList();

        Assert.Equal(TimeSpan.Zero, waits[0]);
        foreach (var (earlier, later) in waits.Zip(waits.Skip(1))) Assert.InRange((later - earlier).TotalMilliseconds, 90, 100);
    }

    [Fact]
    public void Those_that_are_late_together_leave_no_faster_than_the_channel_allows()
    {
        var leaves = new List<TimeSpan>();
        for (var second = TimeSpan.Zero; second < TimeSpan.FromSeconds(5); second += TimeSpan.FromMilliseconds(50))
        {
            // All of them try all the time, from whichever process.
            for (var i = 0; i < 3; i++)
                if (window.Leave(Place(i), Limits) is var wait && wait <= SendWindow.Moment) leaves.Add(second + wait);
            clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        leaves.Sort();
        Assert.True(leaves.Count >= 50, $"{leaves.Count} have left in five seconds.");
        Assert.All(leaves, from => Assert.InRange(leaves.Count(at => at >= from && at < from + TimeSpan.FromSeconds(1)), 1, 11));
    }

    [Fact]
    public void What_the_channel_has_asked_for_a_moment_ago_holds_back_what_was_about_to_leave()
    {
        Assert.Equal(TimeSpan.Zero, window.Leave(Place(7), Limits));

        window.Freeze("7", TimeSpan.FromSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(30), window.Leave(Place(7), Limits));
        Assert.True(window.Leave(Place(8), Limits) < SendWindow.Moment);
    }

    private static SendPlace Place(int number) => new($"msg_{number}/0", $"{number}", false);
}
