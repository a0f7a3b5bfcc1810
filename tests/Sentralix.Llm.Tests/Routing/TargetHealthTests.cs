using Microsoft.Extensions.Time.Testing;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Routing;

/// <summary>When a target is left out, and when it is tried again.</summary>
public sealed class TargetHealthTests
{
    private readonly FakeTimeProvider time = new();
    private readonly TargetHealth health;

    public TargetHealthTests()
    {
        time.Advance(TimeSpan.FromHours(1));
        health = new TargetHealth(time);
    }

    [Fact]
    public void One_failure_and_even_four_leave_nobody_out()
    {
        for (var i = 0; i < 4; i++) Fail(FaultCode.Overloaded);
        Assert.True(health.TryEnter(null, isOnly: false));
    }

    [Fact]
    public void Five_of_the_last_calls_do_and_one_call_tries_again()
    {
        for (var i = 0; i < 5; i++) Fail(FaultCode.Timeout);
        Assert.False(health.TryEnter(null, isOnly: false));
        Assert.Equal(CircuitState.Open, health.Look().State);

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(health.TryEnter(null, isOnly: false));
        Assert.False(health.TryEnter(null, isOnly: false));
        health.Leave();
        Assert.Equal(CircuitState.Closed, health.Look().State);
        Assert.True(health.TryEnter(null, isOnly: false));
    }

    [Fact]
    public void Failures_among_many_good_calls_leave_nobody_out()
    {
        for (var i = 0; i < 20; i++) Succeed();
        for (var i = 0; i < 15; i++) Fail(FaultCode.Overloaded);
        Assert.True(health.TryEnter(null, isOnly: false));
    }

    [Fact]
    public void Failures_of_long_ago_do_not_count()
    {
        for (var i = 0; i < 4; i++) Fail(FaultCode.Unreachable);
        time.Advance(TimeSpan.FromSeconds(31));
        Fail(FaultCode.Unreachable);
        Assert.True(health.TryEnter(null, isOnly: false));
    }

    [Fact]
    public void A_try_that_fails_makes_the_next_pause_longer()
    {
        for (var i = 0; i < 5; i++) Fail(FaultCode.Overloaded);
        time.Advance(TimeSpan.FromSeconds(5));
        Fail(FaultCode.Overloaded);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(health.TryEnter(null, isOnly: false));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(health.TryEnter(null, isOnly: false));
    }

    [Fact]
    public void When_a_named_time_has_come_all_who_have_waited_may_ask()
    {
        health.TryEnter(null, isOnly: true);
        health.Fail(new UpstreamFault(FaultCode.RateLimited, "u", "") { RetryAfter = TimeSpan.FromSeconds(1) });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(health.TryEnter(null, isOnly: true));
        Assert.True(health.TryEnter(null, isOnly: false));
    }

    [Fact]
    public void Whoever_has_named_a_time_is_not_asked_before_even_when_there_is_nobody_else()
    {
        health.TryEnter(null, isOnly: true);
        health.Fail(new UpstreamFault(FaultCode.RateLimited, "u", "") { RetryAfter = TimeSpan.FromSeconds(20) });
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(health.TryEnter(null, isOnly: true));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(health.TryEnter(null, isOnly: true));
    }

    [Theory]
    [InlineData(FaultCode.Auth)]
    [InlineData(FaultCode.NoMoney)]
    internal void What_needs_a_person_leaves_out_at_once_but_not_the_only_target(FaultCode code)
    {
        Fail(code);
        Assert.False(health.TryEnter(null, isOnly: false));
        Assert.Equal(code, health.Look().Reason);
        Assert.True(health.TryEnter(null, isOnly: true));
    }

    [Fact]
    public void A_try_that_was_given_up_lets_the_next_one_try()
    {
        for (var i = 0; i < 5; i++) Fail(FaultCode.Overloaded);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(health.TryEnter(null, isOnly: false));
        health.GiveUp();
        Assert.True(health.TryEnter(null, isOnly: false));
    }

    [Fact]
    public void No_more_calls_are_under_way_than_there_is_room_for()
    {
        Assert.True(health.TryEnter(2, isOnly: true));
        Assert.True(health.TryEnter(2, isOnly: true));
        Assert.False(health.TryEnter(2, isOnly: true));
        health.Leave();
        Assert.True(health.TryEnter(2, isOnly: true));
    }

    private void Fail(FaultCode code)
    {
        Assert.True(health.TryEnter(null, isOnly: false));
        health.Fail(new UpstreamFault(code, "u", ""));
    }

    private void Succeed()
    {
        Assert.True(health.TryEnter(null, isOnly: false));
        health.Leave();
    }
}
