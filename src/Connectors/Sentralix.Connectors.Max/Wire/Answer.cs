using System.Text.Json;

namespace Sentralix.Connectors.Max.Wire;

/// <summary>What came of a call of MAX's API.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>MAX did it.</summary>
    /// <param name="Result">What it says.</param>
    public sealed record Ok(JsonElement Result) : Answer;

    /// <summary>MAX did not do it, and says so in its own form.</summary>
    /// <param name="Status">The HTTP status; 200 where only the flag of success tells.</param>
    /// <param name="Code">MAX's code, such as <c>verify.token</c>; empty where only the flag tells.</param>
    /// <param name="Message">Its words, without the token.</param>
    /// <param name="RetryAfter">Not before.</param>
    public sealed record Failed(int Status, string Code, string Message, TimeSpan? RetryAfter = null) : Answer;

    /// <summary>Nobody can have done it: the call did not get out, or something before MAX turned it away.</summary>
    /// <param name="Words">Why.</param>
    /// <param name="Status">The HTTP status, where there was one.</param>
    /// <param name="RetryAfter">Not before.</param>
    public sealed record NotTaken(string Words, int? Status = null, TimeSpan? RetryAfter = null) : Answer;

    /// <summary>The call was written, perhaps not completely, and nothing is known of what became of it.</summary>
    /// <param name="Words">Why.</param>
    public sealed record Lost(string Words) : Answer;
}
