using System.Globalization;
using System.Text;
using Parlot;
using Parlot.Fluent;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Syntax;

/// <summary>The smallest parts of the source: names, numbers, texts.</summary>
internal static class Tokens
{
    /// <summary>A name with where it stands; words of the grammar are names here too.</summary>
    public static readonly Parser<(string Name, SourceSpan Span)> Word = Terms.Scan(WordLength).Then((_, start, end, text) => (text.ToString()!, new SourceSpan(start, end)));

    public static readonly Parser<Node> Number = Terms.Scan(NumberLength, "0123456789").Then<Node>((context, start, end, text) => ReadNumber(context, text.Span, new SourceSpan(start, end)));

    public static readonly Parser<(string Text, SourceSpan Span)> Text =
        Terms.Scan(TextLength, "'\"").Then((context, start, end, text) => (ReadText(((SourceContext)context).Source, start, end), new SourceSpan(start, end)));

    /// <summary>A word of the grammar, which no letter may follow.</summary>
    public static Parser<TextSpan> Keyword(string word) => Terms.Scan(rest => rest.StartsWith(word) && (rest.Length == word.Length || !Names.IsPart(rest[word.Length])) ? word.Length : 0);

    private static int WordLength(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || !Names.IsStart(rest[0])) return 0;
        var length = 1;
        while (length < rest.Length && Names.IsPart(rest[length])) length++;
        return length;
    }

    private static int NumberLength(ReadOnlySpan<char> rest)
    {
        var length = Digits(rest);
        if (length == 0 || length == rest.Length || rest[length] != '.') return length;
        var fraction = Digits(rest[(length + 1)..]);
        return fraction == 0 ? length : length + 1 + fraction;
    }

    private static int Digits(ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? rest.Length : length;
    }

    /// <summary>Up to the closing quote, or to the end where there is none: reading it tells then.</summary>
    private static int TextLength(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] is not ('\'' or '"')) return 0;
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\') i++;
            else if (rest[i] == rest[0]) return i + 1;
        }

        return rest.Length;
    }

    private static LiteralNode ReadNumber(ParseContext context, ReadOnlySpan<char> digits, SourceSpan span)
    {
        var cursor = context.Scanner.Cursor;
        if (!cursor.Eof && Names.IsStart(cursor.Current)) throw SyntaxFaults.Expected("an operator", ((SourceContext)context).Source, cursor.Offset);
        if (!digits.Contains('.'))
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                ? new LiteralNode(Value.Of(whole), span)
                : throw SyntaxFaults.At(span.Start, span.End, "the whole number is too large; with '.0' behind it, it is a decimal");
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new LiteralNode(Value.Of(number), span)
            : throw SyntaxFaults.At(span.Start, span.End, "the number is too large");
    }

    private static string ReadText(string source, int start, int end)
    {
        if (end - start < 2 || source[end - 1] != source[start] || IsEscaped(source, start, end - 1))
            throw SyntaxFaults.At(start, end, $"the text that begins here has no closing {source[start]}");
        var inner = source.AsSpan((start + 1)..(end - 1));
        if (!inner.Contains('\\')) return Complete(inner.ToString(), start, end);

        var text = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] != '\\')
            {
                text.Append(inner[i]);
                continue;
            }

            i++;
            var at = start + i;
            switch (inner[i])
            {
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case 't': text.Append('\t'); break;
                case '\\' or '\'' or '"': text.Append(inner[i]); break;
                case 'u' when i + 4 < inner.Length && ushort.TryParse(inner.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                    text.Append((char)code);
                    i += 4;
                    break;
                default: throw SyntaxFaults.At(at, at + 2, "behind '\\' may stand n, r, t, \\, ', \" or u and four hexadecimal digits");
            }
        }

        return Complete(text.ToString(), start, end);
    }

    private static bool IsEscaped(string source, int start, int at)
    {
        var slashes = 0;
        while (at - 1 - slashes > start && source[at - 1 - slashes] == '\\') slashes++;
        return slashes % 2 == 1;
    }

    // Half of a character is no text: neither JSON nor UTF-8 can carry it.
    private static string Complete(string text, int start, int end)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) throw SyntaxFaults.At(start, end, "the text has half of a character");
            i++;
        }

        return text;
    }
}
