using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

public sealed class RetryAfterTests
{
    [Theory]
    [InlineData("retry-after", "7", 7000.0)]
    [InlineData("retry-after", "0.5", 500.0)]
    [InlineData("retry-after-ms", "250", 250.0)]
    [InlineData("retry-after", "Mon, 23 Nov 2026 12:00:30 GMT", 30_000.0)]
    [InlineData("retry-after", "Mon, 23 Nov 2026 11:00:00 GMT", 0.0)]
    [InlineData("retry-after", "99999999999999999999", 86_400_000.0)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("x-other", "1", null)]
    public void Seconds_milliseconds_and_dates_are_understood(string name, string value, double? milliseconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, value);

        Assert.Equal(milliseconds, RetryAfter.Read(response.Headers, new Noon())?.TotalMilliseconds);
    }

    [Fact]
    public void Milliseconds_win_because_they_say_more()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("retry-after", "1");
        response.Headers.TryAddWithoutValidation("retry-after-ms", "120");

        Assert.Equal(120, RetryAfter.Read(response.Headers, new Noon())!.Value.TotalMilliseconds);
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    }
}
