using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Orchestrator.Scenarios;
using Sentralix.Orchestrator.Scenarios.Expressions;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>Says a text, with buttons under it.</summary>
internal sealed class SayNode : Node
{
    public required Template Text { get; init; }

    public Buttons? Buttons { get; init; }

    public static Node Read(NodeReader reader) => new SayNode
    {
        Id = reader.Id,
        Text = reader.Template("text", required: true)!,
        Buttons = Buttons.Read(reader),
        Next = reader.Next,
        OnError = reader.OnError,
    };

    public override Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation)
    {
        var roots = run.Roots();
        var text = Text.Render(roots);
        return Task.FromResult(new NodeOutcome
        {
            Next = Next,
            Result = JsonSerializer.SerializeToElement(new { text }, SentralixJson.Options),
            Message = text.Length == 0 ? null : run.NewMessage(run.MessageId(Id), text, []) with { Keyboard = Buttons?.Under(roots) },
        });
    }
}
