using Sentralix.Contracts.Llm;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Accounting;

/// <summary>A price in scaled integers per million tokens: what a call cost is the same number whenever and wherever it is worked out.</summary>
internal sealed class Price
{
    private const long Million = 1_000_000;

    public required string Id { get; init; }

    public required string Currency { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    private long Input { get; init; }

    private long Output { get; init; }

    private long CacheRead { get; init; }

    private long CacheWrite { get; init; }

    private long CacheWriteHour { get; init; }

    private long AudioIn { get; init; }

    private long AudioOut { get; init; }

    private long Call { get; init; }

    private int VatBasisPoints { get; init; }

    public static Price Of(string id, WriteModelPrice price)
    {
        var input = price.Input.ToScaled();
        var output = price.Output.ToScaled();
        var cacheWrite = price.CacheWrite?.ToScaled() ?? input;
        return new Price
        {
            Id = id,
            Currency = price.Input.Currency,
            ValidFrom = price.ValidFrom ?? DateTimeOffset.MinValue,
            Input = input,
            Output = output,
            CacheRead = price.CacheRead?.ToScaled() ?? input,
            CacheWrite = cacheWrite,
            CacheWriteHour = price.CacheWriteHour?.ToScaled() ?? cacheWrite,
            AudioIn = price.AudioIn?.ToScaled() ?? input,
            AudioOut = price.AudioOut?.ToScaled() ?? output,
            Call = price.Call?.ToScaled() ?? 0,
            VatBasisPoints = price.VatBasisPoints,
        };
    }

    /// <summary>What a call costs, tax included, and the tax in it. Rounded once each, half up.</summary>
    public Cost Of(in TokenCounts tokens)
    {
        var sum = ((Int128)tokens.Input * Input) + ((Int128)tokens.CacheRead * CacheRead) + ((Int128)(tokens.CacheWrite - tokens.CacheWriteHour) * CacheWrite)
            + ((Int128)tokens.CacheWriteHour * CacheWriteHour) + ((Int128)tokens.AudioIn * AudioIn)
            + ((Int128)(tokens.Output + tokens.Reasoning) * Output) + ((Int128)tokens.AudioOut * AudioOut);
        var net = ((sum + (Million / 2)) / Million) + Call;
        var vat = ((net * VatBasisPoints) + 5000) / 10_000;

        // No real price comes near this; an absurd one must not wrap around and become a gift.
        return new Cost((long)Int128.Min(net + vat, long.MaxValue / 4), (long)Int128.Min(vat, long.MaxValue / 4));
    }
}

/// <summary>What a call costs, scaled.</summary>
internal readonly record struct Cost(long Amount, long Vat);

/// <summary>Tokens by what they cost: no token is in two of these.</summary>
internal readonly record struct TokenCounts
{
    /// <summary>Prompt tokens at full price.</summary>
    public long Input { get; init; }

    public long CacheRead { get; init; }

    /// <summary>For all times of keeping.</summary>
    public long CacheWrite { get; init; }

    /// <summary>Those of <see cref="CacheWrite"/> that are kept for an hour.</summary>
    public long CacheWriteHour { get; init; }

    public long AudioIn { get; init; }

    /// <summary>Answer tokens without reasoning.</summary>
    public long Output { get; init; }

    public long Reasoning { get; init; }

    public long AudioOut { get; init; }

    public long Total => Input + CacheRead + CacheWrite + AudioIn + Output + Reasoning + AudioOut;

    /// <summary>From what a provider reports, where everything is part of one of two sums. A part that is larger than its sum is cut to it.</summary>
    public static TokenCounts Of(in TokenUsage usage)
    {
        var left = usage.PromptTokens;
        var cacheRead = Take(ref left, usage.CacheRead);
        var cacheWrite = Take(ref left, usage.CacheWrite);
        var audioIn = Take(ref left, usage.AudioIn);
        var answer = usage.CompletionTokens;
        var audioOut = Take(ref answer, usage.AudioOut);
        var reasoning = Take(ref answer, usage.Reasoning);
        return new TokenCounts
        {
            Input = left,
            CacheRead = cacheRead,
            CacheWrite = cacheWrite,
            CacheWriteHour = Math.Min(usage.CacheWriteHour, cacheWrite),
            AudioIn = audioIn,
            Output = answer,
            Reasoning = reasoning,
            AudioOut = audioOut,
        };
    }

    private static long Take(ref long from, long part)
    {
        var taken = Math.Min(part, from);
        from -= taken;
        return taken;
    }
}
