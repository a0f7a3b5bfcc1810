using System.Text.Json;

namespace Sentralix.Connectors.Telegram.Wire;

/// <summary>What came of a call of a method.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>Telegram did it.</summary>
    /// <param name="Result">What it says.</param>
    public sealed record Ok(JsonElement Result) : Answer;

    /// <summary>Telegram did not do it, and says so in its own form.</summary>
    /// <param name="Code">As an HTTP status.</param>
    /// <param name="Description">Its words, without the token.</param>
    /// <param name="RetryAfter">Not before.</param>
    /// <param name="MovedTo">The chat's new id.</param>
    public sealed record Failed(int Code, string Description, TimeSpan? RetryAfter, long? MovedTo) : Answer;

    /// <summary>Nobody can have done it: the call did not get out, or something before Telegram turned it away.</summary>
    /// <param name="Words">Why.</param>
    /// <param name="Status">The HTTP status, where there was one.</param>
    /// <param name="RetryAfter">Not before.</param>
    public sealed record NotTaken(string Words, int? Status = null, TimeSpan? RetryAfter = null) : Answer;

    /// <summary>The call was written, perhaps not completely, and nothing is known of what became of it.</summary>
    /// <param name="Words">Why.</param>
    public sealed record Lost(string Words) : Answer;
}
