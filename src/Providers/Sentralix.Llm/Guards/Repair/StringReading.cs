using System.Globalization;
using System.Text;

namespace Sentralix.Llm.Guards.Repair;

/// <summary>How far a string has come with a character.</summary>
internal enum StringStep
{
    GoesOn,
    Ended,
    Broken,
}

/// <summary>Reads the inside of a JSON string, and writes it on as it comes. What must not stand in one raw (line ends, tabs) is escaped. Only what
/// could turn out to be a part of an escape, or the fence behind an answer that was cut, waits.</summary>
internal sealed class StringReading
{
    private const int EscapeLength = 6;
    private const int LongestFence = 64;

    private readonly StringBuilder waiting = new();

    public StringStep Step(char c, StringBuilder written)
    {
        if (waiting.Length > 0)
        {
            var waits = waiting[0] == '`' ? WaitsAsFence(c) : WaitsAsEscape(c, written);
            if (waits is { } step) return step;
            Flush(written);
        }

        switch (c)
        {
            case '"':
                return StringStep.Ended;
            case '\\' or '`':
                waiting.Append(c);
                return StringStep.GoesOn;
            default:
                Write(c, written);
                return StringStep.GoesOn;
        }
    }

    /// <summary>The text ends in the middle of the string: half an escape or half a letter is lost, and a fence belongs around the answer.</summary>
    public void Close(StringBuilder written)
    {
        if (waiting.Length > 0 && waiting[0] == '`' && !IsFence) Flush(written);
        waiting.Clear();
    }

    /// <summary>Writes what waits, as it came: nothing is mended any more.</summary>
    public void Release(StringBuilder written)
    {
        written.Append(waiting);
        waiting.Clear();
    }

    private bool IsFence => waiting.Length >= JsonRepair.Fence.Length;

    private StringStep? WaitsAsFence(char c)
    {
        var isMore = IsFence ? c is ' ' or '\t' or '\n' or '\r' && waiting.Length < LongestFence : c == '`';
        if (!isMore) return null;
        waiting.Append(c);
        return StringStep.GoesOn;
    }

    /// <returns>Null: the escape before the character is whole, and the character is no part of it.</returns>
    private StringStep? WaitsAsEscape(char c, StringBuilder written)
    {
        // Behind the first half of a letter its other half may come.
        var length = waiting.Length % EscapeLength;
        if (length == 0 && c != '\\') return null;
        waiting.Append(c);
        if (length == 0) return StringStep.GoesOn;
        if (length == 1 && c != 'u')
        {
            if (c is not ('"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't')) return Unread();
            Flush(written);
        }
        else if (length > 1 && !char.IsAsciiHexDigit(c))
        {
            return Unread();
        }
        else if (length == EscapeLength - 1 && (waiting.Length > EscapeLength || !char.IsHighSurrogate(Unit())))
        {
            Flush(written);
        }

        return StringStep.GoesOn;
    }

    // The character is told with the rest.
    private StringStep Unread()
    {
        waiting.Length--;
        return StringStep.Broken;
    }

    private char Unit() => (char)ushort.Parse(waiting.ToString(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private void Flush(StringBuilder written)
    {
        for (var i = 0; i < waiting.Length; i++) Write(waiting[i], written);
        waiting.Clear();
    }

    private static void Write(char c, StringBuilder written)
    {
        switch (c)
        {
            case '\n':
                written.Append("\\n");
                break;
            case '\r':
                written.Append("\\r");
                break;
            case '\t':
                written.Append("\\t");
                break;
            case < ' ':
                written.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                break;
            default:
                written.Append(c);
                break;
        }
    }
}
