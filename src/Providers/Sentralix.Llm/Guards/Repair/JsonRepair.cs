using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Guards.Repair;

/// <summary>Makes JSON of a whole answer: the same as of one that is streamed.</summary>
internal static class JsonRepair
{
    /// <summary>What models put around code.</summary>
    public const string Fence = "```";

    /// <returns>False: it cannot be mended.</returns>
    public static bool TryRepair(string text, [NotNullWhen(true)] out string? repaired)
    {
        repaired = text;
        if (IsValid(text)) return true;

        var (mending, written) = (new JsonMending(), new StringBuilder(text.Length + 16));
        mending.TryPush(text, written);
        mending.TryEnd(written);
        repaired = written.ToString();
        if (mending.IsMended && IsValid(repaired)) return true;
        repaired = null;
        return false;
    }

    private static bool IsValid(string text) => JsonText.Holds(Encoding.UTF8.GetBytes(text), JsonTokenType.StartObject);
}
