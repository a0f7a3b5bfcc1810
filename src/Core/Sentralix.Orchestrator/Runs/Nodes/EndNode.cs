using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>Ends the run.</summary>
internal sealed class EndNode : Node
{
    public string Outcome { get; init; } = "resolved";

    public static Node Read(NodeReader reader) => new EndNode { Id = reader.Id, Outcome = reader.Text("outcome", required: false) ?? "resolved" };

    public override Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation) => Task.FromResult(new NodeOutcome { Ended = Outcome });
}
