using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Sentralix.Llm.Guards.Masking;

/// <summary>What stands for what in one call. The same value has the same placeholder, so that the model sees that it is the same.</summary>
/// <param name="request">The request: what it says itself is none of our placeholders.</param>
internal sealed class Placeholders(ReadOnlyMemory<byte> request)
{
    private readonly Dictionary<string, string> byValue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonalKind, int> last = [];

    public bool IsEmpty => values.Count == 0;

    /// <summary>What stands for a value.</summary>
    public string Of(PersonalKind kind, string value)
    {
        if (byValue.TryGetValue(value, out var known)) return known;
        string placeholder;
        do
        {
            var number = last[kind] = last.GetValueOrDefault(kind) + 1;
            placeholder = string.Create(CultureInfo.InvariantCulture, $"[{kind.Label()}_{number}]");
        }
        while (request.Span.IndexOf(Encoding.ASCII.GetBytes(placeholder)) >= 0);

        byValue[value] = placeholder;
        values[placeholder] = value;
        return placeholder;
    }

    /// <summary>What a placeholder stands for.</summary>
    public bool TryFind(string placeholder, [NotNullWhen(true)] out string? value) => values.TryGetValue(placeholder, out value);

    /// <summary>Whether a placeholder may begin like this.</summary>
    public bool MayBegin(ReadOnlySpan<char> text)
    {
        foreach (var placeholder in values.Keys)
            if (placeholder.AsSpan().StartsWith(text)) return true;
        return false;
    }
}
