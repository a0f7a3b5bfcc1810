using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Contracts.Billing;
using Sentralix.Platform.Http;
using Xunit;

namespace Sentralix.Platform.Tests.Http;

public sealed class ProblemTests
{
    public static TheoryData<Refusal> Refusals =>
    [
        Refusal.QuotaExceeded(new ExceededQuota("llm.tokens", 5_000_000, 4_999_990, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero))),
        Refusal.QuotaExceeded(new ExceededQuota("llm.tokens", 100, 100, null)),
        Refusal.Conflict("idempotency_in_progress", "The first call is still running.") with { RetryAfterMs = 1000 },
    ];

    [Theory, MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task A_refusal_comes_out_of_its_problem_details_as_it_went_in(Refusal refusal)
    {
        var http = new DefaultHttpContext();
        using var written = new MemoryStream();
        http.Response.Body = written;

        await Problems.Write(http, refusal);
        using var answer = new ByteArrayContent(written.ToArray());
        answer.Headers.ContentType = MediaTypeHeaderValue.Parse(http.Response.ContentType!);

        Assert.Equal(refusal, await Problems.Read(answer, TestContext.Current.CancellationToken));
    }
}
