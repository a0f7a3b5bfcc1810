using Microsoft.AspNetCore.Http;

namespace Sentralix.Llm.Batches;

/// <summary>What a line was answered.</summary>
/// <param name="Status">As an HTTP client would have seen it; 0: the answer broke off, or was longer than may be kept.</param>
/// <param name="Body">JSON.</param>
internal sealed record LineAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>When to come again, where that was said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Asking again without a change only repeats the refusal.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Some provider was asked; else one of our own limits, or a provider's that is known, stood before it.</summary>
    public bool WasAsked { get; init; }

    /// <summary>The answer was longer than may be kept.</summary>
    public bool IsTooLong { get; init; }

    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>What is to be done with the line.</summary>
    public LineVerdict Verdict => Status switch
    {
        StatusCodes.Status429TooManyRequests when !IsFinal => LineVerdict.Wait,
        StatusCodes.Status402PaymentRequired when RetryAfter is not null => LineVerdict.WaitForMoney,
        StatusCodes.Status503ServiceUnavailable when !WasAsked && RetryAfter is not null => LineVerdict.Wait,
        0 when !IsTooLong => LineVerdict.TryAgain,
        >= 500 or StatusCodes.Status408RequestTimeout when !IsFinal => LineVerdict.TryAgain,
        _ => LineVerdict.Keep,
    };
}

/// <summary>What is to be done with a line that was asked.</summary>
internal enum LineVerdict
{
    /// <summary>Keep what it was answered.</summary>
    Keep,

    /// <summary>It was not its turn: ask as soon as it is, however often that takes.</summary>
    Wait,

    /// <summary>A budget is used up: ask when it begins anew, if the batch lives to see it.</summary>
    WaitForMoney,

    /// <summary>The provider is in trouble: ask again, but not for ever.</summary>
    TryAgain,
}
