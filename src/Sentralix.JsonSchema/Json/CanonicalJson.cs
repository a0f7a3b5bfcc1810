using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sentralix.JsonSchema.Json;

/// <summary>One text for one value: names in order, no white space, the shortest escapes, numbers by value. It is RFC 8785 for every
/// number that a double holds; a longer number keeps all of its digits where RFC 8785 would round it.</summary>
internal static class CanonicalJson
{
    public static void Write(TapeView view, int at, IBufferWriter<byte> output)
    {
        switch (view[at].Kind)
        {
            case JsonKind.Null:
                output.Write("null"u8);
                break;
            case JsonKind.True:
                output.Write("true"u8);
                break;
            case JsonKind.False:
                output.Write("false"u8);
                break;
            case JsonKind.Number:
                output.Write(Encoding.ASCII.GetBytes(NumberText(view.Text(at))));
                break;
            case JsonKind.String:
                WriteString(view.String(at), output);
                break;
            case JsonKind.Array:
                WriteArray(view, at, output);
                break;
            default:
                WriteObject(view, at, output);
                break;
        }
    }

    // As ECMA-262 writes numbers.
    public static string NumberText(ReadOnlySpan<byte> text)
    {
        if (!ExactNumber.TryRead(text, out var number)) return Encoding.ASCII.GetString(text);
        if (number.IsZero) return "0";
        var digits = number.Digits;
        var sign = number.IsNegative ? "-" : "";
        var point = digits.Length + number.Exponent;
        if (point > 21 || point <= -6)
        {
            var power = point - 1;
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits.AsSpan(1)}";
            return $"{sign}{mantissa}e{(power < 0 ? "-" : "+")}{Math.Abs(power).ToString(CultureInfo.InvariantCulture)}";
        }

        if (point <= 0) return $"{sign}0.{new string('0', (int)-point)}{digits}";
        return point >= digits.Length
            ? $"{sign}{digits}{new string('0', (int)point - digits.Length)}"
            : $"{sign}{digits.AsSpan(0, (int)point)}.{digits.AsSpan((int)point)}";
    }

    private static void WriteArray(TapeView view, int at, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var i = at + 1; i < view[at].End; i = view[i].End)
        {
            if (i > at + 1) output.Write(","u8);
            Write(view, i, output);
        }

        output.Write("]"u8);
    }

    private static void WriteObject(TapeView view, int at, IBufferWriter<byte> output)
    {
        var members = new List<(string Name, int Value)>(view[at].Count);
        for (var i = at + 1; i < view[at].End; i = view[i + 1].End) members.Add((view.String(i), i + 1));

        // Ordinal is by UTF-16 units, as RFC 8785 wants it.
        members.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            WriteString(members[i].Name, output);
            output.Write(":"u8);
            Write(view, members[i].Value, output);
        }

        output.Write("}"u8);
    }

    private static void WriteString(string text, IBufferWriter<byte> output)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => written.Append("\\\""),
                '\\' => written.Append("\\\\"),
                '\b' => written.Append("\\b"),
                '\f' => written.Append("\\f"),
                '\n' => written.Append("\\n"),
                '\r' => written.Append("\\r"),
                '\t' => written.Append("\\t"),
                < ' ' => written.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
                _ => written.Append(character),
            };
        }

        output.Write(Encoding.UTF8.GetBytes(written.Append('"').ToString()));
    }
}
