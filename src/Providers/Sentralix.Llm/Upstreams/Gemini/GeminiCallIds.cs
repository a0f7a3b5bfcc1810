using System.Text;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Ids of tool calls: Google's where it gives one, and ones of our own, unique over all answers, where it gives none.</summary>
internal sealed class GeminiCallIds(ForeignCall call)
{
    private int made;

    /// <summary>The next call's id, a JSON string.</summary>
    public ReadOnlySpan<byte> Next(RawJson given)
    {
        var number = made++;
        if (given.HasText) return given.Bytes;
        var own = call.Id.StartsWith("chatcmpl-", StringComparison.Ordinal) ? call.Id["chatcmpl-".Length..] : call.Id;
        return Encoding.UTF8.GetBytes($"\"call_{own}_{number}\"");
    }
}
