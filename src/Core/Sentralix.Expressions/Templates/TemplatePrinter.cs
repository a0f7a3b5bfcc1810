using System.Text;
using Sentralix.Expressions.Syntax;

namespace Sentralix.Expressions.Templates;

/// <summary>The canonical text of a template: its own words as they are, and expressions in their canonical form.</summary>
internal static class TemplatePrinter
{
    public static string Print(IReadOnlyList<Part> parts)
    {
        var text = new StringBuilder();
        Write(text, parts);
        return text.ToString();
    }

    private static void Write(StringBuilder text, IReadOnlyList<Part> parts)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case TextPart words: text.Append(Written(words.Text)); break;
                case OutputPart output: text.Append("{{ ").Append(Printer.Print(output.Whole)).Append(" }}"); break;
                case IfPart choice:
                    for (var i = 0; i < choice.Cases.Count; i++)
                    {
                        text.Append(i == 0 ? "{% if " : "{% elsif ").Append(Printer.Print(choice.Cases[i].Condition)).Append(" %}");
                        Write(text, choice.Cases[i].Body);
                    }

                    if (choice.Otherwise.Count > 0) Write(text.Append("{% else %}"), choice.Otherwise);
                    text.Append("{% endif %}");
                    break;
                case ForPart loop:
                    text.Append("{% for ").Append(loop.Variable).Append(" in ").Append(Printer.Print(loop.List)).Append(" %}");
                    Write(text, loop.Body);
                    text.Append("{% endfor %}");
                    break;
            }
        }
    }

    // A brace at the end would make one with those of the next part.
    private static string Written(string words) =>
        words.Contains("{{") || words.Contains("{%") || words.Contains("{#") || words.EndsWith('{') ? $"{{% raw %}}{words}{{% endraw %}}" : words;
}
