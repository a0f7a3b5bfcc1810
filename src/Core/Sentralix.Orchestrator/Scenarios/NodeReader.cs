using System.Text.Json;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Expressions;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Values;

namespace Sentralix.Orchestrator.Scenarios;

/// <summary>Reads the fields of one object of a scenario document. Unknown fields are refused rather than dropped.</summary>
internal sealed class NodeReader(string path, JsonElement json, List<ScenarioFault> faults)
{
    private readonly HashSet<string> known = [];

    public string Id { get; init; } = "";

    public string? Next => Text("next", required: false);

    public string? OnError => Text("on_error", required: false);

    public void Fault(string code, string? field, string message) =>
        faults.Add(new ScenarioFault(code, field is null ? path : path.Length == 0 ? field : $"{path}.{field}", message));

    public string? Text(string field, bool required)
    {
        if (Find(field) is not { } value)
        {
            if (required) Fault("E001", field, "is required");
            return null;
        }

        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Fault("E001", field, "must be a string");
        return null;
    }

    public long? Whole(string field, long min, long max)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max) return number;
        Fault("E001", field, $"must be a whole number from {min} to {max}");
        return null;
    }

    public double? Number(string field, double min, double max)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max) return number;
        Fault("E001", field, $"must be a number from {min} to {max}");
        return null;
    }

    public bool? Flag(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Fault("E001", field, "must be true or false");
        return null;
    }

    public JsonElement? Object(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return value;
        Fault("E001", field, "must be an object");
        return null;
    }

    /// <summary>Any JSON.</summary>
    public JsonElement? Json(string field, int most)
    {
        if (Find(field) is not { } value) return null;
        if (value.GetRawText().Length <= most) return value.Clone();
        Fault("E001", field, $"must have at most {most} characters");
        return null;
    }

    public IReadOnlyList<NodeReader> List(string field)
    {
        if (Find(field) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Object))
            return [.. value.EnumerateArray().Select((item, i) => new NodeReader($"{path}.{field}[{i}]", item, faults))];
        Fault("E001", field, "must be a list of objects");
        return [];
    }

    public IReadOnlyList<string>? Texts(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(i => i.GetString()!)];
        Fault("E001", field, "must be a list of strings");
        return null;
    }

    /// <param name="field">Which.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="expected">What it must give.</param>
    public Expression? Expression(string field, bool required, Kinds expected = Kinds.Any) =>
        Text(field, required) is { } text ? Compiled(field, Expressions.Expression.Compile(text, ScenarioLanguage.Vocabulary, expected)) : null;

    public Template? Template(string field, bool required) =>
        Text(field, required) is { } text ? Compiled(field, Expressions.Templates.Template.Compile(text, ScenarioLanguage.Vocabulary)) : null;

    /// <summary><c>save</c>: variables and the expressions over <c>result</c> that fill them.</summary>
    public IReadOnlyDictionary<string, Expression> Save()
    {
        var save = new Dictionary<string, Expression>();
        if (Object("save") is not { } all) return save;
        foreach (var property in all.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                Fault("E001", $"save.{property.Name}", "must be an expression");
            else if (Compiled($"save.{property.Name}", Expressions.Expression.Compile(property.Value.GetString()!, ScenarioLanguage.Vocabulary)) is { } compiled)
                save[property.Name] = compiled;
        }

        return save;
    }

    private T? Compiled<T>(string field, Compiled<T> compiled)
        where T : class
    {
        foreach (var fault in compiled.Faults) Fault("E012", field, fault.ToString());
        return compiled.Value;
    }

    public void RefuseUnknown(params string[] alsoKnown)
    {
        foreach (var property in json.EnumerateObject())
            if (!known.Contains(property.Name) && !alsoKnown.Contains(property.Name)) Fault("E001", property.Name, "is not a known field");
    }

    private JsonElement? Find(string field)
    {
        known.Add(field);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
