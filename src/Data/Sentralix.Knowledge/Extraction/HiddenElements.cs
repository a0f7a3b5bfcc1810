using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using AngleSharp.Dom;

namespace Sentralix.Knowledge.Extraction;

/// <summary>
/// Elements whose text a reader of the page does not see. Text that only the machine reads is how instructions to the
/// assistant are planted, so white on (as far as the markup tells) white, off the page and tiny text count as hidden.
/// Style sheets are not evaluated.
/// </summary>
internal static class HiddenElements
{
    private static readonly FrozenSet<string> NeverRead = new[]
    {
        "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "canvas", "audio", "video",
        "head", "title", "nav", "button", "select", "input", "textarea", "datalist", "frameset", "noframes", "noembed",
    }.ToFrozenSet();

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("+-.0123456789");

    public static bool Contains(IElement element)
    {
        if (NeverRead.Contains(element.LocalName) || element.HasAttribute("hidden")) return true;
        if (element.GetAttribute("role") is "navigation") return true;
        if (element.LocalName == "font" && IsWhite(element.GetAttribute("color")) && !HasBackground(element)) return true;
        return element.GetAttribute("style") is { } style && IsHidden(Declarations(style), element);
    }

    private static bool IsHidden(Dictionary<string, string> style, IElement element)
    {
        if (style.GetValueOrDefault("display") == "none") return true;
        if (style.GetValueOrDefault("visibility") is "hidden" or "collapse") return true;
        if (Number(style.GetValueOrDefault("opacity")) is 0) return true;
        if (Number(style.GetValueOrDefault("font-size")) is >= 0 and <= 1 && !style["font-size"].EndsWith("em", StringComparison.Ordinal)) return true;
        if (style.GetValueOrDefault("overflow") == "hidden" && (Number(style.GetValueOrDefault("height")) is 0 or 1 || Number(style.GetValueOrDefault("width")) is 0 or 1)) return true;
        if (Number(style.GetValueOrDefault("text-indent")) <= -999) return true;
        if (style.GetValueOrDefault("position") is "absolute" or "fixed" && style.Any(side => side.Key is "left" or "top" or "right" or "bottom" && Number(side.Value) <= -999)) return true;
        return style.GetValueOrDefault("color") is { } color && (color == "transparent" || IsWhite(color) && !HasBackground(element));
    }

    private static Dictionary<string, string> Declarations(string style)
    {
        var declarations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var declaration in style.Split(';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var value = declaration[(colon + 1)..].Replace("!important", "", StringComparison.OrdinalIgnoreCase);
            declarations[declaration[..colon].Trim().ToLowerInvariant()] = value.Trim().ToLowerInvariant();
        }
        return declarations;
    }

    private static bool HasBackground(IElement element)
    {
        for (var owner = element; owner is not null; owner = owner.ParentElement)
            if (owner.HasAttribute("bgcolor") || owner.GetAttribute("style")?.Contains("background", StringComparison.OrdinalIgnoreCase) == true) return true;
        return false;
    }

    private static bool IsWhite(string? color) =>
        color?.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() is "white" or "#fff" or "#ffffff" or "rgb(255,255,255)";

    private static double? Number(string? value)
    {
        if (value is null) return null;
        var digits = value.AsSpan();
        var end = digits.IndexOfAnyExcept(NumberCharacters);
        if (end >= 0) digits = digits[..end];
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
