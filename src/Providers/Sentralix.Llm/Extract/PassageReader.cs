using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Sentralix.Llm.Extract;

/// <summary>Finds the <c>&lt;passage n="1" title="…" heading="…"&gt;…&lt;/passage&gt;</c> blocks in system messages. What is
/// longer than any retrieval gives is cut: the wire takes 32 MiB from anyone.</summary>
internal static partial class PassageReader
{
    private const int MaxPassages = 50;
    private const int MaxText = 20_000;
    private const int MaxLabel = 300;

    private const string Open = "<passage";
    private const string Close = "</passage>";

    public static IReadOnlyList<Passage> Read(IEnumerable<string> texts)
    {
        var passages = new List<Passage>();
        foreach (var text in texts) Read(text, passages);
        return passages;
    }

    private static void Read(string text, List<Passage> passages)
    {
        var at = 0;
        while (passages.Count < MaxPassages)
        {
            var open = text.IndexOf(Open, at, StringComparison.Ordinal);
            if (open < 0) return;
            var head = text.IndexOf('>', open);
            if (head < 0) return;
            var close = text.IndexOf(Close, head, StringComparison.Ordinal);
            if (close < 0) return;

            var attributes = text[(open + Open.Length)..head];
            if (attributes.Length == 0 || char.IsWhiteSpace(attributes[0]))
                passages.Add(Passage(attributes, text[(head + 1)..close], passages.Count + 1));
            at = close + Close.Length;
        }
    }

    private static Passage Passage(string attributes, string text, int position)
    {
        var values = AttributePair().Matches(attributes)
            .DistinctBy(match => match.Groups[1].Value)
            .ToDictionary(match => match.Groups[1].Value, match => Cut(WebUtility.HtmlDecode(match.Groups[2].Value), MaxLabel));
        var number = int.TryParse(values.GetValueOrDefault("n"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : position;
        return new Passage(
            number, values.GetValueOrDefault("title", ""), values.GetValueOrDefault("heading", ""),
            WebUtility.HtmlDecode(Cut(text, MaxText)));
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    [GeneratedRegex(@"\b([a-z_]+)=""([^""]*)""")]
    private static partial Regex AttributePair();
}
