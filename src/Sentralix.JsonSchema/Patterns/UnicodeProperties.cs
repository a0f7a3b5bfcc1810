using System.Collections.Concurrent;
using System.Globalization;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>Properties of characters that \p{…} names: general categories, scripts and what ECMA-262 calls binary properties.</summary>
internal static class UnicodeProperties
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Written = new(ReadTable);
    private static readonly ConcurrentDictionary<string, CodePointSet> Known = new(StringComparer.Ordinal);

    /// <summary>The characters of a property; null: there is none of this name.</summary>
    public static CodePointSet? Find(string name)
    {
        // What is not known is not remembered: there is no end of such names.
        if (Known.TryGetValue(name, out var known)) return known;
        return Written.Value.TryGetValue(name, out var written) ? Known.GetOrAdd(name, Read(written)) : null;
    }

    // Hexadecimal, "from+length" in one line: "400+84,487+a8".
    private static CodePointSet Read(string written) => CodePointSet.Of(written.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part =>
    {
        var plus = part.IndexOf('+', StringComparison.Ordinal);
        var from = int.Parse(plus < 0 ? part : part.AsSpan(0, plus), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (from, plus < 0 ? from : from + int.Parse(part.AsSpan(plus + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }));

    // A line is the names of a property, a tab, and its characters.
    private static Dictionary<string, string> ReadTable()
    {
        using var stream = typeof(UnicodeProperties).Assembly.GetManifestResourceStream("unicode-properties")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Split('\t') is not [var names, var characters]) continue;
            foreach (var name in names.Split(' ')) table.Add(name, characters);
        }

        return table;
    }
}
