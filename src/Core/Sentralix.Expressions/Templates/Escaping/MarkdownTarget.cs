using System.Buffers;

namespace Sentralix.Expressions.Templates.Escaping;

/// <summary>Telegram's MarkdownV2: any character of ASCII may have a backslash before it, and these must.
/// See https://core.telegram.org/bots/api#markdownv2-style.</summary>
internal sealed class MarkdownTarget : Target
{
    public static readonly MarkdownTarget Instance = new();
    private static readonly SearchValues<char> Special = SearchValues.Create("_*[]()~`>#+-=|{}.!\\");
    private static readonly Place Anywhere = new((output, text) => Replace(output, text, Special, c => c switch
    {
        '.' => "\\.",
        '-' => "\\-",
        _ => $"\\{c}",
    }));

    public override int Advance(int state, string text) => Start;

    public override Place At(int state) => Anywhere;
}
