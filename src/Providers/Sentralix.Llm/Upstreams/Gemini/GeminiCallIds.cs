using System.Text;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Ids of tool calls: Google's where it gives one, and ones of our own, unique over all answers, where it gives none.</summary>
internal sealed class GeminiCallIds(ForeignCall call)
{
    private int made;

    /// <summary>The next call's id, a JSON string.</summary>
    public ReadOnlySpan<byte> Next(JsonValue given)
    {
        var number = made++;
        if (given.IsString && !given.IsEmptyText) return given.Raw;
        var own = call.Id.StartsWith("chatcmpl-", StringComparison.Ordinal) ? call.Id["chatcmpl-".Length..] : call.Id;
        return Encoding.UTF8.GetBytes($"\"call_{own}_{number}\"");
    }
}
