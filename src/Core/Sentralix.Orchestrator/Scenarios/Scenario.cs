using System.Text.Json;
using Sentralix.Expressions;
using Sentralix.Orchestrator.Runs;

namespace Sentralix.Orchestrator.Scenarios;

/// <summary>A scenario, ready to run.</summary>
internal sealed record Scenario(string Id, string Name, string Start, string? OnError, Locale Locale, IReadOnlyDictionary<string, JsonElement> Vars, IReadOnlyDictionary<string, Node> Nodes)
{
    /// <summary>The reference of a built-in scenario has no version: it belongs to the program.</summary>
    public const string BuiltInRef = "builtin/answer";

    /// <summary>Runs when an assistant names no scenario: look up, answer.</summary>
    public static readonly Scenario BuiltIn = ScenarioParser.Parse(JsonDocument.Parse("""
        {
          "sxs": "1", "id": "answer", "name": "Look up and answer", "start": "look_up",
          "nodes": {
            "look_up": { "type": "retrieve", "next": "answer" },
            "answer": { "type": "llm", "next": "end" },
            "end": { "type": "end" }
          }
        }
        """).RootElement).Scenario!;
}

/// <summary>A node of a scenario: one type, one small class.</summary>
internal abstract class Node
{
    public required string Id { get; init; }

    /// <summary>The next node; null: the scenario ends here.</summary>
    public string? Next { get; init; }

    /// <summary>The node after a failure; null: the scenario's own.</summary>
    public string? OnError { get; init; }

    /// <summary>Whether running it again may give something else that somebody has already seen or paid for: then what came before
    /// must be durable first.</summary>
    public virtual bool IsEffect => false;

    /// <summary>The nodes it leads to, with the field that names each.</summary>
    public virtual IEnumerable<(string Field, string Target)> Targets
    {
        get
        {
            if (Next is not null) yield return ("next", Next);
            if (OnError is not null) yield return ("on_error", OnError);
        }
    }

    public abstract Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation);
}
