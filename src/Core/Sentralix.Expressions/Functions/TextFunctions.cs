using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Functions;

/// <summary>Functions over texts. Places and lengths count characters as Unicode does: an emoji beyond the first plane is one.</summary>
internal static class TextFunctions
{
    private static readonly Parameter Text = new("text", Kinds.Text);
    private static readonly Parameter Part = new("part", Kinds.Text);

    public static readonly IReadOnlyList<Function> All =
    [
        new("lower", [Text], Shape.Text, call => Made(call, text => text.ToLowerInvariant())),
        new("upper", [Text], Shape.Text, call => Made(call, text => text.ToUpperInvariant())),
        new("trim", [Text], Shape.Text, call => Made(call, text => text.Trim())),
        new("startsWith", [Text, Part], Shape.Bool, call => Value.Of(call[0].Text.StartsWith(Read(call, 1), StringComparison.Ordinal))),
        new("endsWith", [Text, Part], Shape.Bool, call => Value.Of(call[0].Text.EndsWith(Read(call, 1), StringComparison.Ordinal))),
        new("split", [Text, new("separator", Kinds.Text)], Shape.ListOf(Shape.Text), Split),
        new("replace", [Text, Part, new("other", Kinds.Text)], Shape.Text, Replace),
        new("substr", [Text, new("start", Kinds.Whole), new("length", Kinds.Whole, IsOptional: true)], Shape.Text, Substr),
        new("mask", [Text, new("visible", Kinds.Whole, IsOptional: true)], Shape.Text, Mask),
    ];

    /// <summary>Characters as Unicode counts them.</summary>
    public static int Length(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff');
        if (first < 0) return text.Length;
        var count = first;
        foreach (var _ in text.AsSpan(first).EnumerateRunes()) count++;
        return count;
    }

    private static Value Made(Call call, Func<string, string> make)
    {
        call.Frame.Make(call[0].Text.Length);
        return Value.Of(make(call[0].Text));
    }

    private static string Read(Call call, int index)
    {
        var text = call[index].Text;
        call.Frame.Read(text.Length);
        return text;
    }

    private static Value Split(Call call)
    {
        var (text, separator) = (call[0].Text, call[1].Text);
        call.Frame.Make(text.Length);
        if (separator.Length == 0)
        {
            call.Frame.MakeList(Length(text));
            return Value.Of(ValueList.Of(text.EnumerateRunes().Select(rune => Value.Of(rune.ToString()))));
        }

        call.Frame.Search(text.Length, separator.Length);
        call.Frame.MakeList(text.AsSpan().Count(separator) + 1L);
        return Value.Of(ValueList.Owning(Array.ConvertAll(text.Split(separator), piece => Value.Of(piece))));
    }

    private static Value Replace(Call call)
    {
        var (text, part, other) = (call[0].Text, call[1].Text, call[2].Text);
        if (part.Length == 0) throw call.Fault(FaultCodes.Value, "the part to replace is empty");
        call.Frame.Search(text.Length, part.Length);
        var found = text.AsSpan().Count(part);
        if (found == 0) return call[0];
        call.Frame.Make(text.Length + ((long)found * (other.Length - part.Length)));
        return Value.Of(text.Replace(part, other, StringComparison.Ordinal));
    }

    private static Value Substr(Call call)
    {
        var text = call[0].Text;
        call.Frame.Make(text.Length);
        var size = Length(text);
        var start = call[1].Whole < 0 ? Math.Max(0, size + call[1].Whole) : Math.Min(size, call[1].Whole);
        var length = call.Count > 2 ? call[2].Whole : size;
        if (length < 0) throw call.Fault(FaultCodes.Value, "the length is negative");
        length = Math.Min(length, size - start);
        var from = Place(text, size, start);
        return Value.Of(text[from..Place(text, size, start + length)]);
    }

    /// <summary>Where the character of that number begins.</summary>
    private static int Place(string text, int size, long number)
    {
        if (size == text.Length) return (int)number;
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (number-- == 0) break;
            place += rune.Utf16SequenceLength;
        }

        return place;
    }

    /// <summary>Letters and digits become '*', but for the last ones; signs between them stay. What is too short to hide is hidden altogether.</summary>
    private static Value Mask(Call call)
    {
        var text = call[0].Text;
        var visible = call.Count > 1 ? call.Whole(1, 0, 1000) : 4;
        call.Frame.Make(text.Length);
        var all = text.Count(char.IsLetterOrDigit);
        var hidden = all <= visible ? all : all - visible;
        return Value.Of(string.Create(text.Length, (text, hidden), static (made, from) =>
        {
            var left = from.hidden;
            for (var i = 0; i < made.Length; i++)
            {
                var isPart = char.IsLetterOrDigit(from.text[i]);
                made[i] = isPart && left-- > 0 ? '*' : from.text[i];
            }
        }));
    }
}
