using Sentralix.Expressions;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Values;
using Sentralix.Orchestrator.Runs;

namespace Sentralix.Orchestrator.Scenarios;

/// <summary>What expressions and templates of scenarios may name, and how their faults become those of a node.</summary>
internal static class ScenarioLanguage
{
    public static readonly Vocabulary Vocabulary = new([
        KeyValuePair.Create("vars", Shape.Any),

        // The last outcome of each node, by its id.
        KeyValuePair.Create("results", Shape.Any),
        KeyValuePair.Create("result", Shape.Any),
        KeyValuePair.Create("message", Shape.MapOf(new Dictionary<string, Shape> { ["text"] = Shape.Text, ["button"] = Shape.Any }, isClosed: false)),
        KeyValuePair.Create("channel", Shape.Text),
    ]);

    public static Value Evaluate(this Expression expression, Activation activation) =>
        expression.TryEvaluate(activation, out var value, out var fault) ? value : throw NodeFault(fault);

    public static bool Holds(this Expression condition, Activation activation) =>
        condition.TryTest(activation, out var holds, out var fault) ? holds : throw NodeFault(fault);

    public static string Render(this Template template, Activation activation) =>
        template.TryRender(activation, out var text, out var fault) ? text : throw NodeFault(fault);

    // Of a scenario's text, never of a customer's: a fault names types and places, not values.
    private static NodeFaultException NodeFault(ExpressionFault fault) => new(fault.Code, $"{fault.Message} (line {fault.Line}, character {fault.Column})");
}
