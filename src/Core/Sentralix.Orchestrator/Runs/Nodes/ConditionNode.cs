using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Expressions;
using Sentralix.Expressions.Values;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>Goes to the first case that is true, else to <c>else</c>.</summary>
internal sealed class ConditionNode : Node
{
    public required IReadOnlyList<(Expression If, string Goto)> Cases { get; init; }

    public required string Else { get; init; }

    public override IEnumerable<(string Field, string Target)> Targets =>
        Cases.Select((c, i) => ($"cases[{i}].goto", c.Goto)).Append(("else", Else)).Concat(base.Targets);

    public static Node Read(NodeReader reader)
    {
        var cases = new List<(Expression, string)>();
        foreach (var item in reader.List("cases"))
        {
            var condition = item.Expression("if", required: true, Kinds.Bool);
            var target = item.Text("goto", required: true);
            item.RefuseUnknown();
            if (condition is not null && target is not null) cases.Add((condition, target));
        }

        var otherwise = reader.Text("else", required: false);
        if (otherwise is null) reader.Fault("E010", "else", "is required");
        return new ConditionNode { Id = reader.Id, Cases = cases, Else = otherwise ?? "", OnError = reader.OnError };
    }

    public override Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation)
    {
        var activation = run.Activation(Id);
        var chosen = Else;
        foreach (var (condition, target) in Cases)
        {
            if (!condition.Holds(activation)) continue;
            chosen = target;
            break;
        }

        return Task.FromResult(new NodeOutcome { Next = chosen, Result = JsonSerializer.SerializeToElement(new { @goto = chosen }, SentralixJson.Options) });
    }
}
