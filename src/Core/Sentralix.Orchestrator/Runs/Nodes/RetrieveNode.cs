using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Expressions;
using Sentralix.Expressions.Values;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>Looks passages up. They stay with the run for the nodes that answer from them.</summary>
internal sealed class RetrieveNode : Node
{
    private const int MaxQuery = 2000;

    /// <summary>What to look for; left out: the customer's message.</summary>
    public Expression? Query { get; init; }

    /// <summary>Where; left out: the assistant's collections.</summary>
    public IReadOnlyList<string>? Collections { get; init; }

    public int TopK { get; init; } = 5;

    public IReadOnlyDictionary<string, Expression> Save { get; init; } = new Dictionary<string, Expression>();

    /// <summary>Where to go when nothing was found; left out: on.</summary>
    public string? OnEmpty { get; init; }

    public override IEnumerable<(string Field, string Target)> Targets => OnEmpty is null ? base.Targets : base.Targets.Append(("on_empty", OnEmpty));

    public static Node Read(NodeReader reader) => new RetrieveNode
    {
        Id = reader.Id,
        Query = reader.Expression("query", required: false),
        Collections = reader.Texts("collections"),
        TopK = (int)(reader.Whole("top_k", 1, 50) ?? 5),
        Save = reader.Save(),
        OnEmpty = reader.Text("on_empty", required: false),
        Next = reader.Next,
        OnError = reader.OnError,
    };

    public override async Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation)
    {
        var query = (Query is null ? run.Question : ValueText.Of(Query.Evaluate(run.Activation(Id)))).Trim();
        var collections = Collections ?? run.Release.Configuration.Collections;
        run.Passages = [];
        if (query.Length > 0 && collections.Count > 0)
        {
            if (query.Length > MaxQuery) query = query[..MaxQuery];
            var found = await run.Services.Knowledge.Search(new SearchQuestion { Collections = collections, Query = query, TopK = TopK }, cancellation);
            if (!found.Ok) return new NodeOutcome { Error = new RunError("knowledge_" + found.Refusal.Code, found.Refusal.Detail, Id) };
            run.Passages = found.Value.Passages;
        }

        var result = JsonSerializer.SerializeToElement(
            new { count = run.Passages.Count, passages = run.Passages.Select(p => new { p.DocumentId, p.Title, p.Heading, p.Start, p.End, p.Score }) }, SentralixJson.Options);
        run.Save(Id, Save, result);
        return new NodeOutcome { Next = run.Passages.Count == 0 && OnEmpty is not null ? OnEmpty : Next, Result = result };
    }
}
