using Sentralix.Expressions.Syntax;

namespace Sentralix.Expressions.Templates;

/// <summary>Finds what a template reads.</summary>
internal static class TemplateReferences
{
    public static IReadOnlyList<ReadPath> Of(IReadOnlyList<Part> parts)
    {
        var references = new References();
        Walk(references, parts);
        return references.Paths;
    }

    private static void Walk(References references, IReadOnlyList<Part> parts)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case OutputPart output: references.Add(output.Value); break;
                case IfPart choice:
                    foreach (var (condition, body) in choice.Cases)
                    {
                        references.Add(condition);
                        Walk(references, body);
                    }

                    Walk(references, choice.Otherwise);
                    break;
                case ForPart loop:
                    references.Within(loop.Variable, loop.List, () => references.Within("loop", () => Walk(references, loop.Body)));
                    break;
            }
        }
    }
}
