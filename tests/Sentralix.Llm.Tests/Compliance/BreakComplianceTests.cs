using System.Text;
using Sentralix.Llm.Storage;
using Sentralix.Peers.OpenAi;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance;

/// <summary>What goes wrong on the wire, with every kind of provider: the client is told, half an answer is never taken for a whole one, and
/// the provider learns when its caller has gone.</summary>
public sealed class BreakComplianceTests
{
    private static readonly OpenAiFaultKind[] Breaks =
        [OpenAiFaultKind.CutStream, OpenAiFaultKind.HalfStream, OpenAiFaultKind.ErrorInStream, OpenAiFaultKind.SilentStream];

    // Those that say nothing are waited for in full.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1200);

    public static IEnumerable<TheoryDataRow<string>> Kinds => ProviderHouse.Kinds;

    public static IEnumerable<TheoryDataRow<string, OpenAiFaultKind>> BrokenStreams =>
        ProviderHouse.Kinds.SelectMany(kind => Breaks.Select(fault => new TheoryDataRow<string, OpenAiFaultKind>(kind.Data, fault)));

    [Theory, MemberData(nameof(BrokenStreams))]
    public async Task A_stream_that_breaks_off_ends_with_an_error_and_is_paid_for_as_far_as_it_came(string kind, OpenAiFaultKind fault)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Fault = new OpenAiFault(fault) }, fault == OpenAiFaultKind.SilentStream ? Short : null);

        using var response = await house.Gateway.Post("chat/completions", ProviderHouse.Asking(",\"stream\":true"));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains(new Script().Words[0], text, StringComparison.Ordinal);
        Assert.StartsWith("data: {\"error\":{", text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        var row = Assert.Single(await house.Ledger());
        Assert.Equal("cut", row.Outcome);
        Assert.True(row is { Source: "provider" or "estimated", Cost: > 0 }, $"{row.Source} {row.Cost}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_stream_that_goes_on_with_nonsense_ends_with_an_error(string kind)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Fault = new OpenAiFault(OpenAiFaultKind.GarbageInStream) });

        using var response = await house.Gateway.Post("chat/completions", ProviderHouse.Asking(",\"stream\":true"));
        var text = await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        var row = Assert.Single(await house.Ledger());
        if ((int)response.StatusCode == 502)
        {
            // The nonsense came together with the beginning, on a machine that was slow to read: nothing has been delivered.
            Assert.Contains("\"bad_answer\"", text, StringComparison.Ordinal);
            Assert.Equal(("failed", 0L), (row.Outcome, row.Cost));
            return;
        }

        Assert.StartsWith("data: {\"error\":{", text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Equal("cut", row.Outcome);
        Assert.True(row.Cost > 0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_provider_that_says_nothing_is_given_up_in_time(string kind)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Fault = new OpenAiFault(OpenAiFaultKind.NeverAnswers) }, Short);

        foreach (var request in (string[])[ProviderHouse.Asking(), ProviderHouse.Asking(",\"stream\":true")])
        {
            var (response, body) = await house.Ask(request);
            using (response) Assert.Equal((504, "timeout"), ((int)response.StatusCode, body.GetProperty("error").GetProperty("code").GetString()));
        }

        foreach (var chat in house.Provider.Chats) Assert.Equal(RequestEnd.CallerLeft, await chat.End.WaitAsync(TimeSpan.FromSeconds(30)));
        AssertNothingPaid("timeout", await house.Ledger());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_provider_that_closes_the_connection_or_answers_nonsense_is_an_error_and_costs_nothing(string kind)
    {
        await using var house = await ProviderHouse.Open(kind);
        foreach (var (fault, code) in ((OpenAiFaultKind, string)[])[(OpenAiFaultKind.CutConnection, "unreachable"), (OpenAiFaultKind.Garbage, "bad_answer")])
        {
            house.Provider.Play(new Script { Fault = new OpenAiFault(fault) });
            foreach (var request in (string[])[ProviderHouse.Asking(), ProviderHouse.Asking(",\"stream\":true")])
            {
                var (response, body) = await house.Ask(request);
                using (response) Assert.Equal((502, code), ((int)response.StatusCode, body.GetProperty("error").GetProperty("code").GetString()));
            }
        }

        var rows = await house.Ledger();
        AssertNothingPaid("unreachable", rows[..2]);
        AssertNothingPaid("bad_answer", rows[2..]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task When_the_client_hangs_up_in_the_middle_the_provider_learns_of_it(string kind)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Fault = new OpenAiFault(OpenAiFaultKind.SilentStream) });
        using var client = new CancellationTokenSource();

        var response = await house.Gateway.Post("chat/completions", ProviderHouse.Asking(",\"stream\":true"), client.Token);
        var stream = await response.Content.ReadAsStreamAsync(client.Token);
        var heard = new StringBuilder();
        var buffer = new byte[4096];
        while (!heard.ToString().Contains("\"content\":", StringComparison.Ordinal))
            heard.Append(Encoding.UTF8.GetString(buffer.AsSpan(0, await stream.ReadAsync(buffer, client.Token))));
        response.Dispose();

        Assert.Equal(RequestEnd.CallerLeft, await house.Provider.Chats[0].End.WaitAsync(TimeSpan.FromSeconds(30)));
        var row = Assert.Single(await house.Ledger());
        Assert.Equal("cancelled", row.Outcome);
        Assert.True(row is { Source: "provider" or "estimated", Cost: > 0 }, $"{row.Source} {row.Cost}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task When_the_client_hangs_up_before_the_answer_the_provider_learns_of_it_and_nothing_is_paid(string kind)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Fault = new OpenAiFault(OpenAiFaultKind.NeverAnswers) });
        using var client = new CancellationTokenSource();

        var asking = house.Gateway.Post("chat/completions", ProviderHouse.Asking(), client.Token);
        while (house.Provider.Chats.Count == 0) await Task.Delay(10);
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(RequestEnd.CallerLeft, await house.Provider.Chats[0].End.WaitAsync(TimeSpan.FromSeconds(30)));
        var row = Assert.Single(await house.Ledger());
        Assert.Equal(("cancelled", "none", 0L), (row.Outcome, row.Source, row.Cost));
    }

    private static void AssertNothingPaid(string code, IReadOnlyList<AttemptRow> rows) => Assert.Multiple(
        () => Assert.Equal(2, rows.Count),
        () => Assert.All(rows, row => Assert.Equal(("failed", code, "none", 0L), (row.Outcome, row.ErrorCode, row.Source, row.Cost))));
}
