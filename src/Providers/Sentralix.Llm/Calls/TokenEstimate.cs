using System.Collections.Concurrent;

namespace Sentralix.Llm.Calls;

/// <summary>How many tokens some bytes are, learned from what each model's provider counted. Counting with a tokenizer would take longer
/// than the rest of the call; what is let in by an estimate is settled by the provider's own figure.</summary>
internal sealed class TokenEstimate
{
    // JSON and English are about four bytes a token, Russian about seven. Too few bytes a token only reserves too much.
    private const double FirstGuess = 4;
    private const double Weight = 0.05;
    private const double Least = 1;
    private const double Most = 20;

    private readonly ConcurrentDictionary<string, double> bytesPerToken = new(StringComparer.Ordinal);

    public long Tokens(string model, long bytes) => (long)Math.Ceiling(bytes / bytesPerToken.GetValueOrDefault(model, FirstGuess));

    /// <summary>So many bytes were so many tokens.</summary>
    public void Learn(string model, long bytes, long tokens)
    {
        // Short ones are mostly what surrounds the text.
        if (tokens < 50) return;
        var seen = Math.Clamp((double)bytes / tokens, Least, Most);
        var known = bytesPerToken.GetValueOrDefault(model, FirstGuess);
        bytesPerToken[model] = known + (Weight * (seen - known));
    }
}
