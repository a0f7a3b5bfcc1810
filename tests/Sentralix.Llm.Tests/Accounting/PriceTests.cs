using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Dialect;
using Xunit;

namespace Sentralix.Llm.Tests.Accounting;

/// <summary>What tokens cost.</summary>
public sealed class PriceTests
{
    private static readonly WriteModelPrice Plain = new() { Provider = "p", Model = "m", Input = Rub("200"), Output = Rub("800") };

    [Fact]
    public void A_million_of_each_costs_what_the_list_says()
    {
        var cost = Price.Of("prc", Plain).Of(new TokenCounts { Input = 1_000_000, Output = 1_000_000 });

        Assert.Equal(("1000", 0L), (Money.OfScaled(cost.Amount, "RUB").Amount, cost.Vat));
    }

    [Fact]
    public void Tax_comes_on_top_and_is_told()
    {
        var cost = Price.Of("prc", Plain with { VatBasisPoints = 2000 }).Of(new TokenCounts { Input = 1000, Output = 1000 });

        Assert.Equal(("1.2", "0.2"), (Money.OfScaled(cost.Amount, "RUB").Amount, Money.OfScaled(cost.Vat, "RUB").Amount));
    }

    [Fact]
    public void What_has_no_price_of_its_own_costs_as_the_sum_that_it_is_part_of()
    {
        var all = new TokenCounts { Input = 1, CacheRead = 1, CacheWrite = 2, CacheWriteHour = 1, AudioIn = 1, Output = 1, Reasoning = 1, AudioOut = 1 };

        Assert.Equal("0.0034", Money.OfScaled(Price.Of("prc", Plain).Of(all).Amount, "RUB").Amount);
    }

    [Fact]
    public void Every_kind_of_token_has_its_own_price()
    {
        var price = Price.Of("prc", new WriteModelPrice
        {
            Provider = "p",
            Model = "m",
            Input = Rub("1000000"),
            Output = Rub("2000000"),
            CacheRead = Rub("100000"),
            CacheWrite = Rub("1250000"),
            CacheWriteHour = Rub("3000000"),
            AudioIn = Rub("5000000"),
            AudioOut = Rub("7000000"),
            Call = Rub("11"),
        });

        // 1 + 0.1·2 + 1.25·(3−1) + 3·1 + 5 + 2·(1+1) + 7 + 11
        var cost = price.Of(new TokenCounts { Input = 1, CacheRead = 2, CacheWrite = 3, CacheWriteHour = 1, AudioIn = 1, Output = 1, Reasoning = 1, AudioOut = 1 });
        Assert.Equal("33.7", Money.OfScaled(cost.Amount, "RUB").Amount);
    }

    [Fact]
    public void Absurd_figures_are_never_a_gift()
    {
        var cost = Price.Of("prc", Plain with { Input = Rub("1000000000"), VatBasisPoints = 10_000 }).Of(new TokenCounts { Input = long.MaxValue });

        Assert.True(cost.Amount > 0);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":30,"audio_tokens":10},"completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":5}}""", 60, 30, 0, 10, 25, 20, 5)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":50,"prompt_cache_hit_tokens":40,"prompt_cache_miss_tokens":60}""", 60, 40, 0, 0, 50, 0, 0)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":5,"precached_prompt_tokens":7,"total_tokens":105}""", 93, 7, 0, 0, 5, 0, 0)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":30,"cache_write_tokens":5}}""", 0, 10, 0, 0, 1, 0, 0)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":10,"cache_write_tokens":20,"cache_write_1h_tokens":8}}""", 70, 10, 20, 0, 1, 0, 0)]
    [InlineData("""{"prompt_tokens":3,"completion_tokens":4,"prompt_tokens_details":null,"new_details":{"cached_tokens":3}}""", 3, 0, 0, 0, 4, 0, 0)]
    public void No_token_is_counted_in_two_kinds(string usage, long input, long cacheRead, long cacheWrite, long audioIn, long output, long reasoning, long audioOut)
    {
        var read = TokenUsage.Read(System.Text.Encoding.UTF8.GetBytes(usage))!.Value;
        var tokens = TokenCounts.Of(read);

        Assert.Equal((input, cacheRead, cacheWrite, audioIn), (tokens.Input, tokens.CacheRead, tokens.CacheWrite, tokens.AudioIn));
        Assert.Equal((output, reasoning, audioOut), (tokens.Output, tokens.Reasoning, tokens.AudioOut));
        Assert.Equal(read.PromptTokens + read.CompletionTokens, tokens.Total);
    }

    private static Money Rub(string amount) => new(amount, "RUB");
}
