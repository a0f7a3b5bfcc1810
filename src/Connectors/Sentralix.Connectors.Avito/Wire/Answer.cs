using System.Text.Json;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Avito.Wire;

/// <summary>What came of a call of Avito's API.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>Avito did it.</summary>
    public sealed record Ok(JsonElement Result) : Answer;

    /// <summary>Avito did not do it, and says so.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Words">Its words, without secrets.</param>
    /// <param name="RetryAfter">Not before.</param>
    public sealed record Failed(int Status, string Words, TimeSpan? RetryAfter = null) : Answer;

    /// <summary>Something of Avito's broke, perhaps after it was done.</summary>
    public sealed record Broken(int Status, string Words) : Answer;

    /// <summary>A page for people came: not Avito's messenger speaks, but what stands before it.</summary>
    public sealed record Page(int Status) : Answer;

    /// <summary>Nobody can have done it: there was no token, or the call did not get out.</summary>
    public sealed record NotTaken(ChannelError Error, TimeSpan? Wait = null) : Answer;

    /// <summary>The call was written, perhaps not completely, and nothing is known of what became of it.</summary>
    public sealed record Lost(string Words) : Answer;
}
