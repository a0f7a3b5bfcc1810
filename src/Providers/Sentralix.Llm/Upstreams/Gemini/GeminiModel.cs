using System.Globalization;
using System.Text.RegularExpressions;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>The generation of a model, from its name: <c>gemini-2.5-flash</c>, <c>gemini-3-pro-preview</c>. A name that tells none
/// (<c>gemini-flash-latest</c>) is taken for a new model.</summary>
internal readonly partial record struct GeminiModel(int Major)
{
    /// <summary>Is told a level of thinking and no number of tokens: https://ai.google.dev/gemini-api/docs/thinking</summary>
    public bool ThinksByLevel => Major >= 3;

    /// <summary>Refuses calls of functions that come back without the signature of the thought behind them:
    /// https://ai.google.dev/gemini-api/docs/thought-signatures</summary>
    public bool WantsSignatures => Major >= 3;

    public static GeminiModel Of(string name)
    {
        var match = Generation().Match(name);
        return new GeminiModel(match.Success ? int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : int.MaxValue);
    }

    /// <summary>The model's resource name: <c>models/…</c>, where it does not name its collection itself.</summary>
    public static string Resource(string name) => name.Contains('/') ? name : $"models/{name}";

    /// <summary>The resource name as a part of an address.</summary>
    public static string Path(string name) => string.Join('/', Resource(name).Split('/').Select(Uri.EscapeDataString));

    [GeneratedRegex(@"gemini-(\d{1,2})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Generation();
}
