using System.Text.Json;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions;

/// <summary>What is known of a value before it is there.</summary>
public sealed record Shape(Kinds Kinds)
{
    public static readonly Shape Any = new(Kinds.Any);
    public static readonly Shape Bool = new(Kinds.Bool);
    public static readonly Shape Text = new(Kinds.Text);
    public static readonly Shape Whole = new(Kinds.Whole);
    public static readonly Shape Decimal = new(Kinds.Decimal);
    public static readonly Shape Number = new(Kinds.Number);
    public static readonly Shape Timestamp = new(Kinds.Timestamp);
    public static readonly Shape Duration = new(Kinds.Duration);

    private const int MaxSchemaDepth = 32;

    /// <summary>Of a list: its items.</summary>
    public Shape Items { get => field ?? Any; init; }

    /// <summary>Of a map: the members that are known.</summary>
    public IReadOnlyDictionary<string, Shape> Members { get; init; } = new Dictionary<string, Shape>();

    /// <summary>Of a map: it has no other members. Reading another is an error then; else, where some are known, a warning.</summary>
    public bool IsClosed { get; init; }

    public static Shape ListOf(Shape items) => new(Kinds.List) { Items = items };

    public static Shape MapOf(IReadOnlyDictionary<string, Shape> members, bool isClosed) => new(Kinds.Map) { Members = members, IsClosed = isClosed };

    public Shape OrNull() => this with { Kinds = Kinds | Kinds.Null };

    /// <summary>What a JSON Schema says of its instances, as far as types go: <c>type</c>, <c>properties</c>, <c>required</c>,
    /// <c>additionalProperties</c>, <c>items</c>, <c>const</c>, <c>enum</c>. What it does not understand may be any value.</summary>
    public static Shape OfSchema(JsonElement schema) => OfSchema(schema, 0);

    private static Shape OfSchema(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxSchemaDepth) return Any;
        var kinds = Kinds.Any;
        if (schema.TryGetProperty("type", out var type)) kinds &= OfType(type);
        if (schema.TryGetProperty("const", out var only)) kinds &= OfLiteral(only);
        if (schema.TryGetProperty("enum", out var some) && some.ValueKind == JsonValueKind.Array)
            kinds &= some.EnumerateArray().Aggregate(Kinds.None, (all, one) => all | OfLiteral(one));
        var shape = new Shape(kinds);
        if (kinds.Has(ValueKind.List) && schema.TryGetProperty("items", out var items) && !schema.TryGetProperty("prefixItems", out _))
            shape = shape with { Items = OfSchema(items, depth + 1) };
        if (!kinds.Has(ValueKind.Map) || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object) return shape;

        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).ToHashSet()
            : [];
        var members = new Dictionary<string, Shape>();
        foreach (var property in properties.EnumerateObject())
        {
            var member = OfSchema(property.Value, depth + 1);
            members[property.Name] = required.Contains(property.Name) ? member : member.OrNull();
        }

        var isClosed = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False && !schema.TryGetProperty("patternProperties", out _);

        // A reference to stored bytes is an object in JSON too, but not one with properties of its own.
        return shape with { Kinds = kinds & ~Kinds.Bytes, Members = members, IsClosed = isClosed };
    }

    private static Kinds OfType(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => OfTypeName(type.GetString()!),
        JsonValueKind.Array => type.EnumerateArray().Aggregate(Kinds.None, (all, one) => all | OfType(one)),
        _ => Kinds.Any,
    };

    // 5.0 is an integer for JSON Schema and a decimal here.
    private static Kinds OfTypeName(string name) => name switch
    {
        "null" => Kinds.Null,
        "boolean" => Kinds.Bool,
        "integer" or "number" => Kinds.Number,
        "string" => Kinds.Text,
        "array" => Kinds.List,
        "object" => Kinds.Map | Kinds.Bytes,
        _ => Kinds.Any,
    };

    private static Kinds OfLiteral(JsonElement literal) => literal.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => Kinds.Bool,
        JsonValueKind.Number => Kinds.Number,
        JsonValueKind.String => Kinds.Text,
        JsonValueKind.Array => Kinds.List,
        JsonValueKind.Object => Kinds.Map | Kinds.Bytes,
        _ => Kinds.Null,
    };
}
