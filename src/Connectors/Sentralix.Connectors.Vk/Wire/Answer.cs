using System.Text.Json;

namespace Sentralix.Connectors.Vk.Wire;

/// <summary>What came of a call of a method.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>VK did it.</summary>
    /// <param name="Response">What it says.</param>
    public sealed record Ok(JsonElement Response) : Answer;

    /// <summary>VK did not do it, and says so in its own form, which comes with status 200.</summary>
    /// <param name="Code">VK's number of the error.</param>
    /// <param name="Words">Its words, without the token.</param>
    public sealed record Failed(int Code, string Words) : Answer;

    /// <summary>Nobody can have done it: the call did not get out, or something before VK turned it away.</summary>
    /// <param name="Words">Why.</param>
    /// <param name="Status">The HTTP status, where there was one.</param>
    /// <param name="RetryAfter">Not before.</param>
    public sealed record NotTaken(string Words, int? Status = null, TimeSpan? RetryAfter = null) : Answer;

    /// <summary>The call was written, perhaps not completely, and nothing is known of what became of it.</summary>
    /// <param name="Words">Why.</param>
    public sealed record Lost(string Words) : Answer;
}
