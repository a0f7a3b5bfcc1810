namespace Sentralix.Expressions.Templates.Escaping;

/// <summary>Puts a text into the output so that it stays a text there.</summary>
internal delegate void Escape(Output output, ReadOnlySpan<char> text);

/// <summary>How a value may stand at a place of the template.</summary>
/// <param name="Escape">Makes a text safe; null: it cannot be.</param>
/// <param name="Refusal">Why it cannot.</param>
/// <param name="IsJsonValue">It stands there as a JSON value of its own.</param>
internal sealed record Place(Escape? Escape, string? Refusal = null, bool IsJsonValue = false);

/// <summary>
/// A kind of text with its rules. What is safe depends on where a value stands, so the template's own text is followed: a state is a number
/// that says where in the text one is.
/// </summary>
internal abstract class Target
{
    public const int Start = 0;

    public static Target Of(TemplateTarget target) => target switch
    {
        TemplateTarget.Html => MarkupTarget.Html,
        TemplateTarget.Ssml => MarkupTarget.Ssml,
        TemplateTarget.MarkdownV2 => MarkdownTarget.Instance,
        TemplateTarget.Json => JsonTarget.Instance,
        _ => PlainTarget.Instance,
    };

    /// <summary>The state behind a piece of the template's own text.</summary>
    public abstract int Advance(int state, string text);

    /// <summary>The state behind a value.</summary>
    public virtual int AdvanceValue(int state) => state;

    /// <summary>How a value may stand there.</summary>
    public abstract Place At(int state);

    /// <summary>Replaces single characters.</summary>
    protected static void Replace(Output output, ReadOnlySpan<char> text, System.Buffers.SearchValues<char> special, Func<char, string> replacement)
    {
        while (!text.IsEmpty)
        {
            var at = text.IndexOfAny(special);
            if (at < 0)
            {
                output.Append(text);
                return;
            }

            if (at > 0) output.Append(text[..at]);
            output.Append(replacement(text[at]));
            text = text[(at + 1)..];
        }
    }
}

/// <summary>Text that is shown as it is.</summary>
internal sealed class PlainTarget : Target
{
    public static readonly PlainTarget Instance = new();
    private static readonly Place Anywhere = new((output, text) => output.Append(text));

    public override int Advance(int state, string text) => Start;

    public override Place At(int state) => Anywhere;
}
