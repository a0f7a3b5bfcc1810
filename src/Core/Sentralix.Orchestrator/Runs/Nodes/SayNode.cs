using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Expressions.Templates;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>Says a text, with cards and buttons under it.</summary>
internal sealed class SayNode : Node
{
    public required Template Text { get; init; }

    public Buttons? Buttons { get; init; }

    public Cards? Cards { get; init; }

    public static Node Read(NodeReader reader) => new SayNode
    {
        Id = reader.Id,
        Text = reader.Template("text", required: true)!,
        Buttons = Buttons.Read(reader),
        Cards = Cards.Read(reader),
        Next = reader.Next,
        OnError = reader.OnError,
    };

    public override Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation)
    {
        var activation = run.Activation(Id);
        var text = Text.Render(activation);
        var said = text.Length == 0 ? null : run.NewMessage(run.MessageId(Id), text, []) with { Keyboard = Buttons?.Under(activation) };
        if (said is not null && Cards?.Part(activation) is { } cards) said = said with { Parts = [.. said.Parts, cards] };
        return Task.FromResult(new NodeOutcome
        {
            Next = Next,
            Result = JsonSerializer.SerializeToElement(new { text }, SentralixJson.Options),
            Message = said,
        });
    }
}
