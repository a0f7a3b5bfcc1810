using System.Buffers;
using System.Globalization;

namespace Sentralix.Expressions.Templates.Escaping;

/// <summary>A JSON document.</summary>
internal sealed class JsonTarget : Target
{
    public static readonly JsonTarget Instance = new();

    private const int Outside = Start;
    private const int Inside = 1;

    // A backslash at the end of a piece of text would swallow the first character of a value.
    private const int BehindBackslash = 2;

    private static readonly SearchValues<char> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', '\u007f', '\u2028', '\u2029']);
    private static readonly Place InString = new((output, text) => Replace(output, text, Special, Escaped));
    private static readonly Place Alone = new((output, text) => output.Append(text), IsJsonValue: true);
    private static readonly Place Swallowed = new(null, "the backslash before it would change its first character");

    public override int Advance(int state, string text)
    {
        foreach (var c in text)
        {
            state = (state, c) switch
            {
                (Outside, '"') => Inside,
                (Inside, '"') => Outside,
                (Inside, '\\') => BehindBackslash,
                (BehindBackslash, _) => Inside,
                _ => state,
            };
        }

        return state;
    }

    public override Place At(int state) => state switch { Inside => InString, BehindBackslash => Swallowed, _ => Alone };

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
