using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Orchestrator.Scenarios;
using Sentralix.Orchestrator.Scenarios.Expressions;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>Says a text.</summary>
internal sealed class SayNode : Node
{
    public required Template Text { get; init; }

    public static Node Read(NodeReader reader) => new SayNode
    {
        Id = reader.Id,
        Text = reader.Template("text", required: true)!,
        Next = reader.Next,
        OnError = reader.OnError,
    };

    public override Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation)
    {
        var text = Text.Render(run.Roots());
        return Task.FromResult(new NodeOutcome
        {
            Next = Next,
            Result = JsonSerializer.SerializeToElement(new { text }, SentralixJson.Options),
            Message = text.Length == 0 ? null : run.NewMessage(run.MessageId(Id), text, []),
        });
    }
}
