using System.Buffers;

namespace Sentralix.Expressions.Templates.Escaping;

/// <summary>HTML, and SSML, which is XML.</summary>
internal sealed class MarkupTarget : Target
{
    public static readonly MarkupTarget Html = new(hasScripts: true);
    public static readonly MarkupTarget Ssml = new(hasScripts: false);

    private const int Text = Start;
    private const int Tag = 1;
    private const int Comment = 2;
    private const int Script = 3;
    private const int ScriptTag = 4;

    // Values of attributes: the quote, and whether an address begins, or what stands there is a script.
    private const int Quoted = 8;
    private const int Double = 1;
    private const int Address = 2;
    private const int Code = 4;
    private const int OfScript = 16;

    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r')), '&', '<', '>', '"', '\'', '\u007f', '\ufffe', '\uffff']);

    private static readonly SearchValues<char> BeforeName = SearchValues.Create(" \t\r\n\"'/<");

    private static readonly string[] Addresses = ["href", "src", "action", "formaction", "data", "poster", "cite", "background"];
    private static readonly string[] Schemes = ["http:", "https:", "mailto:", "tel:", "tg:"];

    private static readonly Place Escaped = new(Escape);
    private static readonly Place WholeAddress = new(EscapeAddress);
    private static readonly Place InTag = new(null, "inside of a tag it must stand in quotes");
    private static readonly Place InComment = new(null, "it stands in a comment");
    private static readonly Place InScript = new(null, "it stands in a script or a style, where nothing makes it safe");

    private readonly bool hasScripts;

    private MarkupTarget(bool hasScripts) => this.hasScripts = hasScripts;

    public override Place At(int state) => state switch
    {
        Text => Escaped,
        Comment => InComment,
        Script => InScript,
        Tag or ScriptTag => InTag,
        _ when (state & Code) != 0 => InScript,
        _ when (state & Address) != 0 => WholeAddress,
        _ => Escaped,
    };

    // Behind the first value an address has begun.
    public override int AdvanceValue(int state) => state >= Quoted ? state & ~Address : state;

    public override int Advance(int state, string text)
    {
        for (var at = 0; at < text.Length; at++) state = Next(state, text, ref at);
        return state;
    }

    private int Next(int state, string text, ref int at)
    {
        var rest = text.AsSpan(at);
        switch (state)
        {
            case Text:
                if (rest[0] != '<') return Text;
                if (rest.StartsWith("<!--")) return Comment;
                if (hasScripts && (IsTag(rest, "<script") || IsTag(rest, "<style"))) return ScriptTag;

                // At the very end a value would be the tag's name.
                return rest.Length == 1 || char.IsAsciiLetter(rest[1]) || rest[1] is '/' or '!' or '?' ? Tag : Text;
            case Comment:
                return rest.StartsWith("-->") ? Text : Comment;
            case Script:
                return IsTag(rest, "</script") || IsTag(rest, "</style") ? Tag : Script;
            case Tag or ScriptTag:
                return rest[0] switch
                {
                    '>' => state == ScriptTag ? Script : Text,
                    '"' or '\'' => Quoted | (rest[0] == '"' ? Double : 0) | Attribute(text.AsSpan(0, at)) | (state == ScriptTag ? OfScript : 0),
                    _ => state,
                };
            default:
                if (rest[0] == ((state & Double) != 0 ? '"' : '\'')) return (state & OfScript) != 0 ? ScriptTag : Tag;
                return state & ~Address;
        }
    }

    private static bool IsTag(ReadOnlySpan<char> rest, string tag) =>
        rest.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && (rest.Length == tag.Length || !char.IsAsciiLetterOrDigit(rest[tag.Length]));

    /// <summary>What the attribute is whose value begins behind this text. Where its name is not in sight nothing is known, and nothing is allowed.</summary>
    private int Attribute(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd();
        if (before is not [.. var assigned, '=']) return Code;
        assigned = assigned.TrimEnd();
        var name = assigned[(assigned.LastIndexOfAny(BeforeName) + 1)..];
        if (name.IsEmpty || (hasScripts && (name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name.Equals("style", StringComparison.OrdinalIgnoreCase) || name.Equals("srcdoc", StringComparison.OrdinalIgnoreCase)))) return Code;
        foreach (var address in Addresses)
            if (name.Equals(address, StringComparison.OrdinalIgnoreCase) || name.EndsWith($":{address}", StringComparison.OrdinalIgnoreCase)) return Address;
        return 0;
    }

    private static void Escape(Output output, ReadOnlySpan<char> text) => Replace(output, text, Special, c => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",

        // Neither XML nor HTML has a way to write these.
        _ => "",
    });

    private static void EscapeAddress(Output output, ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        var slash = text.IndexOfAny("/?#");
        var hasScheme = colon >= 0 && (slash < 0 || colon < slash);
        if (hasScheme && !IsKnown(text)) throw new ExpressionException(FaultCodes.Unsafe, $"an address here must begin with {string.Join(", ", Schemes)} or be a path");
        Escape(output, text);
    }

    private static bool IsKnown(ReadOnlySpan<char> address)
    {
        foreach (var scheme in Schemes)
            if (address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
