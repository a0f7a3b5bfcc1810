using System.Text.Json;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Runs.Nodes;
using Sentralix.Expressions;

namespace Sentralix.Orchestrator.Scenarios;

/// <summary>Reads a scenario document and names everything that is wrong with it.</summary>
internal static class ScenarioParser
{
    private const int MaxNodes = 500;

    private static readonly IReadOnlyDictionary<string, Func<NodeReader, Node>> Types = new Dictionary<string, Func<NodeReader, Node>>
    {
        ["say"] = SayNode.Read,
        ["retrieve"] = RetrieveNode.Read,
        ["llm"] = LlmNode.Read,
        ["condition"] = ConditionNode.Read,
        ["end"] = EndNode.Read,
    };

    public static (Scenario? Scenario, IReadOnlyList<ScenarioFault> Faults) Parse(JsonElement document)
    {
        var faults = new List<ScenarioFault>();
        if (document.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ScenarioFault("E001", "", "must be an object"));
            return (null, faults);
        }

        var root = new NodeReader("", document, faults);
        if (root.Text("sxs", required: true) is { } language && language != "1") root.Fault("E001", "sxs", "must be \"1\"");
        var id = root.Text("id", required: true) ?? "";
        if (id.Length > 0 && !IsName(id)) root.Fault("E002", "id", "must be 1 to 64 letters, digits, '-' or '_'");
        var name = root.Text("name", required: false) ?? id;
        var start = root.Text("start", required: true) ?? "";
        var onError = root.Text("on_error", required: false);
        var locale = root.Text("locale", required: false);
        var vars = root.Object("vars") is { } v ? v.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone()) : [];
        var nodes = Nodes(root, faults);
        root.RefuseUnknown("x-ui", "description");
        if (nodes.Count > 0) CheckGraph(nodes, start, onError, faults);
        return faults.Count > 0 ? (null, faults) : (new Scenario(id, name, start, onError, Locales.Of(locale), vars, nodes), faults);
    }

    private static Dictionary<string, Node> Nodes(NodeReader root, List<ScenarioFault> faults)
    {
        var nodes = new Dictionary<string, Node>();
        if (root.Object("nodes") is not { } all)
        {
            root.Fault("E001", "nodes", "is required");
            return nodes;
        }

        foreach (var property in all.EnumerateObject())
        {
            var reader = new NodeReader($"nodes.{property.Name}", property.Value, faults) { Id = property.Name };
            if (!IsName(property.Name)) reader.Fault("E002", null, "must be named with 1 to 64 letters, digits, '-' or '_'");
            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                reader.Fault("E001", null, "must be an object");
                continue;
            }

            var type = reader.Text("type", required: true);
            if (type is null) continue;
            if (!Types.TryGetValue(type, out var read))
            {
                reader.Fault("E001", "type", $"must be one of {string.Join(", ", Types.Keys)}");
                continue;
            }

            if (!nodes.TryAdd(property.Name, read(reader))) reader.Fault("E002", null, "is there twice");
            reader.RefuseUnknown("label");
        }

        if (nodes.Count > MaxNodes) root.Fault("E013", "nodes", $"must have at most {MaxNodes} items");
        return nodes;
    }

    private static void CheckGraph(Dictionary<string, Node> nodes, string start, string? onError, List<ScenarioFault> faults)
    {
        if (!nodes.ContainsKey(start)) faults.Add(new ScenarioFault("E004", "start", $"names no node: '{start}'"));
        if (onError is not null && !nodes.ContainsKey(onError)) faults.Add(new ScenarioFault("E003", "on_error", $"names no node: '{onError}'"));
        foreach (var node in nodes.Values)
            foreach (var (field, target) in node.Targets)
                if (!nodes.ContainsKey(target)) faults.Add(new ScenarioFault("E003", $"nodes.{node.Id}.{field}", $"names no node: '{target}'"));

        var reached = new HashSet<string>();
        var open = new Stack<string>(onError is null ? [start] : [start, onError]);
        while (open.TryPop(out var id))
            if (nodes.TryGetValue(id, out var node) && reached.Add(id))
                foreach (var (_, target) in node.Targets) open.Push(target);
        foreach (var id in nodes.Keys.Where(id => !reached.Contains(id))) faults.Add(new ScenarioFault("E005", $"nodes.{id}", "cannot be reached"));
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
