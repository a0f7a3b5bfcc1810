using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Sentralix.Llm.Extract;

/// <summary>Finds the <c>&lt;passage n="1" title="…" heading="…"&gt;…&lt;/passage&gt;</c> blocks in system messages.</summary>
internal static partial class PassageReader
{
    public static IEnumerable<Passage> Read(string text)
    {
        var position = 0;
        foreach (Match block in Block().Matches(text))
        {
            position++;
            var attributes = block.Groups[1].Value;
            var number = int.TryParse(Attribute(attributes, "n"), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? n
                : position;
            yield return new Passage(
                number, Attribute(attributes, "title"), Attribute(attributes, "heading"), WebUtility.HtmlDecode(block.Groups[2].Value));
        }
    }

    private static string Attribute(string attributes, string name)
    {
        foreach (Match attribute in AttributePair().Matches(attributes))
        {
            if (attribute.Groups[1].Value == name) return WebUtility.HtmlDecode(attribute.Groups[2].Value);
        }

        return "";
    }

    [GeneratedRegex("""<passage((?:\s+[a-z_]+="[^"]*")*)\s*>(.*?)</passage>""", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"([a-z_]+)=""([^""]*)""")]
    private static partial Regex AttributePair();
}
