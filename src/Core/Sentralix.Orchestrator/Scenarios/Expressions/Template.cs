using System.Text;

namespace Sentralix.Orchestrator.Scenarios.Expressions;

/// <summary>Text with <c>{{ expression }}</c> in it.</summary>
internal sealed class Template
{
    private const int MaxOutput = 64_000;
    private readonly List<Evaluate> pieces = [];

    private Template()
    {
    }

    public static Template? Compile(string text, out string? fault)
    {
        var template = new Template();
        fault = null;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            var plain = open < 0 ? text[at..] : text[at..open];
            if (plain.Length > 0) template.pieces.Add(_ => plain);
            if (open < 0) break;
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                fault = $"has '{{{{' without '}}}}' at position {open}";
                return null;
            }

            if (Expression.Compile(text[(open + 2)..close].Trim(), out fault) is not { } expression) return null;
            template.pieces.Add(expression);
            at = close + 2;
        }

        return template;
    }

    public string Render(Roots roots)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            text.Append(Values.Text(piece(roots)));
            if (text.Length > MaxOutput) throw new ExpressionException($"the text is longer than {MaxOutput} characters");
        }

        return text.ToString();
    }
}
