using System.Text.Json.Nodes;

namespace Sentralix.JsonSchema.Tests.Differential;

/// <summary>Schemas as no author would write them, and every author might: all keywords, in any company.</summary>
internal sealed class RandomSchemas(Random random)
{
    private const int Definitions = 3;

    private static readonly string[] Names = ["a", "b", "c", "city", "город", "x-1"];
    private static readonly string[] Patterns = ["^a", "^[a-c]+$", "b$", "\\d", "^x-", "о", "^.{2,3}$", "^(a|ci)"];
    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    public static IReadOnlyList<string> KnownNames => Names;

    public JsonObject Document()
    {
        var root = (JsonObject)Node(3, 0, mayBeBoolean: false);
        var definitions = new JsonObject();
        for (var i = 0; i < Definitions; i++)
        {
            var definition = (JsonObject)Node(2, i + 1, mayBeBoolean: false);
            if (random.Next(3) == 0) definition["$anchor"] = $"anchor{i}";
            definitions[$"d{i}"] = definition;
        }

        root["$defs"] = definitions;
        return root;
    }

    // A reference in place may only name a definition further on, so that none comes back to itself; below a member or an item all are open.
    private JsonNode Node(int depth, int firstReference, bool mayBeBoolean = true)
    {
        if (mayBeBoolean && random.Next(12) == 0) return random.Next(3) > 0;
        var schema = new JsonObject();
        var keywords = random.Next(1, 4);
        for (var i = 0; i < keywords; i++) Add(schema, depth, firstReference);
        return schema;
    }

    private void Add(JsonObject schema, int depth, int firstReference)
    {
        if (depth == 0 || random.Next(5) < 2) AddPlain(schema);
        else if (random.Next(2) == 0) AddForChildren(schema, depth - 1);
        else AddInPlace(schema, depth - 1, firstReference);
    }

    private void AddPlain(JsonObject schema)
    {
        switch (random.Next(13))
        {
            case 0 or 1:
                schema["type"] = random.Next(3) > 0 ? Pick(Types) : new JsonArray([.. Types.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(t => (JsonNode)t)]);
                break;
            case 2:
                schema["const"] = new RandomInstances(random).Value(1);
                break;
            case 3:
                // ajv wants its values to be different.
                schema["enum"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => new RandomInstances(random).Value(1)).DistinctBy(v => v?.ToJsonString() ?? "null")]);
                break;
            case 4:
                schema[Pick("minimum", "exclusiveMinimum")] = random.Next(-3, 8);
                break;
            case 5:
                schema[Pick("maximum", "exclusiveMaximum")] = random.Next(-1, 12);
                break;
            case 6:
                schema["multipleOf"] = Pick<JsonNode>(1, 2, 3, 0.5);
                break;
            case 7:
                schema[Pick("minLength", "maxLength")] = random.Next(5);
                break;
            case 8:
                schema["pattern"] = Pick(Patterns);
                break;
            case 9:
                schema[Pick("minItems", "maxItems", "minProperties", "maxProperties")] = random.Next(4);
                break;
            case 10:
                schema["uniqueItems"] = true;
                break;
            case 11:
                schema["required"] = SomeNames();
                break;
            default:
                schema["dependentRequired"] = new JsonObject { [Pick(Names)] = SomeNames() };
                break;
        }
    }

    private void AddForChildren(JsonObject schema, int depth)
    {
        switch (random.Next(9))
        {
            case 0 or 1:
                schema["properties"] = Named(depth, 0, Names);
                break;
            case 2:
                schema["patternProperties"] = Named(depth, 0, Patterns);
                break;
            case 3:
                schema["additionalProperties"] = Node(depth, 0);
                break;
            case 4:
                schema["prefixItems"] = Several(depth, 0);
                break;
            case 5:
                schema["items"] = Node(depth, 0);
                break;
            case 6:
                schema["contains"] = Node(depth, 0);
                if (random.Next(3) == 0) schema["minContains"] = random.Next(3);
                if (random.Next(3) == 0) schema["maxContains"] = random.Next(1, 3);
                break;
            case 7:
                schema["propertyNames"] = Node(depth, 0);
                break;
            default:
                schema[Pick("unevaluatedProperties", "unevaluatedItems")] = Node(depth, 0);
                break;
        }
    }

    private void AddInPlace(JsonObject schema, int depth, int firstReference)
    {
        switch (random.Next(7))
        {
            case 0:
                schema["allOf"] = Several(depth, firstReference);
                break;
            case 1:
                schema["anyOf"] = Several(depth, firstReference);
                break;
            case 2:
                schema["oneOf"] = Several(depth, firstReference);
                break;
            case 3:
                schema["not"] = Node(depth, firstReference);
                break;
            case 4:
                schema["if"] = Node(depth, firstReference);
                if (random.Next(3) > 0) schema["then"] = Node(depth, firstReference);
                if (random.Next(3) > 0) schema["else"] = Node(depth, firstReference);
                break;
            case 5:
                schema["dependentSchemas"] = Named(depth, firstReference, Names);
                break;
            default:
                if (firstReference < Definitions) schema["$ref"] = $"#/$defs/d{random.Next(firstReference, Definitions)}";
                break;
        }
    }

    private JsonArray Several(int depth, int firstReference) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Node(depth, firstReference))];

    private JsonObject Named(int depth, int firstReference, string[] names)
    {
        var named = new JsonObject();
        foreach (var name in names.OrderBy(_ => random.Next()).Take(random.Next(1, 4))) named[name] = Node(depth, firstReference);
        return named;
    }

    private JsonArray SomeNames() => [.. Names.OrderBy(_ => random.Next()).Take(random.Next(1, 3)).Select(n => (JsonNode)n)];

    private T Pick<T>(params T[] some) => some[random.Next(some.Length)];
}
