using System.Text.Json;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance;

/// <summary>A provider's refusals, whatever it calls them: one status and one code for each reason, and nothing to pay.</summary>
public sealed class RefusalComplianceTests
{
    public static IEnumerable<TheoryDataRow<string, RefusalKind>> Refusals =>
        ProviderHouse.Kinds.SelectMany(kind => Enum.GetValues<RefusalKind>().Select(refusal => new TheoryDataRow<string, RefusalKind>(kind.Data, refusal)));

    [Theory, MemberData(nameof(Refusals))]
    public async Task Every_refusal_has_its_status_its_code_and_costs_nothing(string kind, RefusalKind refusal)
    {
        await using var house = await ProviderHouse.Open(kind);
        house.Provider.Play(new Script { Fault = house.Provider.Refusal(refusal) });
        var (status, code, ours) = Expected(refusal, house.Provider.SpeaksOurs);

        foreach (var request in (string[])[ProviderHouse.Asking(), ProviderHouse.Asking(",\"stream\":true")])
        {
            var (response, body) = await house.Ask(request);
            using (response)
            {
                var error = body.GetProperty("error");
                Assert.Equal((status, code), ((int)response.StatusCode, error.GetProperty("code").GetString()));
                Assert.NotEmpty(error.GetProperty("message").GetString()!);
                Assert.NotEmpty(error.GetProperty("type").GetString()!);
                Assert.Equal(JsonValueKind.Object, body.ValueKind);
                Assert.DoesNotContain(house.Provider.Secret, body.GetRawText(), StringComparison.Ordinal);

                // A client repeats what has hope, when it has hope.
                if (refusal == RefusalKind.Rate) Assert.Equal("17", response.Headers.GetValues("Retry-After").Single());
                if (refusal is RefusalKind.Key or RefusalKind.Money) Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
            }

            // One that asks for patience is not asked again before its time; the next question is another installation's.
            if (refusal == RefusalKind.Rate) break;
        }

        var rows = await house.Ledger();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(("failed", ours, "none", 0L), (row.Outcome, row.ErrorCode, row.Source, row.Cost)));
    }

    /// <summary>What the client is told, and the code in the ledger. A provider of our own dialect is quoted.</summary>
    private static (int Status, string Code, string Ours) Expected(RefusalKind refusal, bool isQuoted)
    {
        var (status, quoted, ours) = refusal switch
        {
            RefusalKind.Key => (502, "auth", "auth"),
            RefusalKind.Money => (429, "insufficient_quota", "no_money"),
            RefusalKind.Rate => (429, "rate_limit_exceeded", "rate_limited"),
            RefusalKind.Overload => (503, "server_is_overloaded", "overloaded"),
            RefusalKind.Request => (400, "invalid_value", "bad_request"),
            _ => (400, "context_length_exceeded", "context_length"),
        };
        return (status, isQuoted ? quoted : ours, ours);
    }
}
