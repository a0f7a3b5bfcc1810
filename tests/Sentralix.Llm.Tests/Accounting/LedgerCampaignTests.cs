using System.Text;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Accounting;

/// <summary>The ledger against the journal of the one who was asked: mixed calls, every fifth with a fault. Smaller here than in the campaign's
/// full size (<c>SENTRALIX_CAMPAIGN=full</c>).</summary>
public sealed class LedgerCampaignTests(ITestOutputHelper output)
{
    private static readonly OpenAiFault[] Faults =
    [
        OpenAiFault.WithStatus(500), OpenAiFault.WithStatus(503), OpenAiFault.WithStatus(400), OpenAiFault.WithStatus(529),
        new(OpenAiFaultKind.CutConnection), new(OpenAiFaultKind.Garbage), new(OpenAiFaultKind.HalfStream), new(OpenAiFaultKind.CutStream), new(OpenAiFaultKind.ErrorInStream),
    ];

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_ledger_holds_exactly_what_the_provider_has_done(StoreKind kind)
    {
        var isFull = Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN") == "full";
        var calls = isFull ? 100_000 : 2_000;
        const int atOnce = 16;
        await using var gateway = await Gateway.Start(kind, new OpenAiBehaviour { FaultOf = FaultOf, Answer = asked => new ChatAnswer(string.Concat(Enumerable.Repeat("слово ", 1 + (asked.Number % 40)))) }, (db, upstream, box) =>
        {
            upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
            Configured.Provider(db, box, "first", upstream);
            Configured.Price(db, "first");
            Configured.Route(db, new WriteModelRoute { Model = "smart", MaxAttempts = 2, Targets = [new ModelTarget { Provider = "first", Model = "a" }] });
            Configured.Limit(db, new WriteModelLimit { BudgetPerDay = new Money("1000000", "RUB"), TokensPerMinute = 2_000_000_000, RequestsPerMinute = 1_000_000_000, Concurrency = 1000 });
        });

        // The witness: one of its records for each request, with the usage that it has told, if it has.
        var (seen, told) = (0L, new TokenUsage(0, 0));
        var left = calls;
        for (var done = 0; done < calls; done += 1000)
        {
            left = Math.Min(1000, calls - done);
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
            {
                for (int number; (number = Interlocked.Decrement(ref left)) >= 0;) await Ask(gateway, number);
            }));
            foreach (var request in gateway.Upstream.Journal.Requests)
            {
                await request.End;
                seen++;
                if (Told(request.Answer) is { } usage) told = new TokenUsage(told.PromptTokens + usage.PromptTokens, told.CompletionTokens + usage.CompletionTokens);
            }

            gateway.Upstream.Journal.Clear();
        }

        await gateway.Settled();
        var ledger = await gateway.Kit.Store.Read(SystemScope.Ledger, async (db, c) => new
        {
            Attempts = await db.Attempts.LongCountAsync(c),
            Open = await db.Attempts.LongCountAsync(a => a.SettledSeq == null, c),
            LastSeq = await db.Attempts.MaxAsync(a => a.SettledSeq, c),
            Prompt = await db.Attempts.Where(a => a.Source == "provider").SumAsync(a => a.Input + a.CacheRead, c),
            Completion = await db.Attempts.Where(a => a.Source == "provider").SumAsync(a => a.Output + a.Reasoning, c),
            Cost = await db.Attempts.SumAsync(a => a.Cost ?? 0, c),
            Spent = await db.Budgets.SumAsync(b => b.Spent, c),
            Estimated = await db.Attempts.LongCountAsync(a => a.Source == "estimated", c),
            Failed = await db.Attempts.LongCountAsync(a => a.Outcome == "failed", c),
            Charged = await db.Attempts.LongCountAsync(a => a.Outcome == "failed" && a.Cost != 0, c),
        }, default);
        output.WriteLine($"RESULT accounting {kind} calls={calls} attempts={ledger.Attempts} seen={seen} prompt={ledger.Prompt}/{told.PromptTokens} completion={ledger.Completion}/{told.CompletionTokens} failed={ledger.Failed} estimated={ledger.Estimated} open={ledger.Open}");
        Assert.Equal(seen, ledger.Attempts);
        Assert.Equal((told.PromptTokens, told.CompletionTokens), (ledger.Prompt, ledger.Completion));
        Assert.Equal((0L, seen, 0L), (ledger.Open, ledger.LastSeq, ledger.Charged));
        Assert.Equal(ledger.Cost, ledger.Spent);
        Assert.InRange(ledger.Failed + ledger.Estimated, calls / 10, calls / 2);

        // Nothing is held by anybody any more: the whole budget but what was spent can be reserved again.
        using var _ = Gateway.Caller.Enter();
        await gateway.Reserve(new Money("1000000", "RUB").ToScaled() - ledger.Spent);
    }

    private static OpenAiFault? FaultOf(int number) => number % 5 == 0 ? Faults[number / 5 % Faults.Length] : null;

    private static async Task Ask(Gateway gateway, int number)
    {
        var body = $$"""{"model":"smart","messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("вопрос ", 1 + (number % 30)))}}"}]{{(number % 2 == 0 ? ",\"stream\":true" : "")}}}""";
        try
        {
            using var response = await gateway.Post("chat/completions", body);
            await response.Content.ReadAsByteArrayAsync();
        }
        catch (HttpRequestException)
        {
            // Half an answer is broken off; what the ledger says of it is looked at below.
        }
    }

    private static TokenUsage? Told(byte[] answer)
    {
        var at = answer.AsSpan().LastIndexOf("\"usage\":{"u8);
        return at < 0 ? null : TokenUsage.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.AsSpan(at + "\"usage\":"u8.Length))));
    }
}
