using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sentralix.Contracts;

namespace Sentralix.Platform.Contracts;

/// <summary>Names every field of a JSON body that does not fit its type. The serializer stops at the first one, so this walks the
/// document again, field by field; it runs only for bodies that were already refused.</summary>
internal static class JsonFaults
{
    public static IReadOnlyDictionary<string, string[]> Find(ReadOnlyMemory<byte> json, Type type, bool strict, JsonException first)
    {
        var found = new Dictionary<string, List<string>>();
        try
        {
            var options = strict ? SentralixJson.Strict : SentralixJson.Options;
            if (JsonNode.Parse(json.Span) is { } node) Walk(node, type, options, "", found, depth: 0);
        }
        catch (JsonException syntax)
        {
            return Single("body", $"is not JSON: line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine}");
        }

        if (found.Count == 0) return Single(Field(first.Path), "does not have the expected form");
        return found.ToDictionary(f => f.Key, f => f.Value.ToArray());
    }

    private static Dictionary<string, string[]> Single(string field, string why) => new() { [field] = [why] };

    private static string Field(string? path) => path is null or "$" ? "body" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    private static void Walk(JsonNode? node, Type type, JsonSerializerOptions options, string path, Dictionary<string, List<string>> found, int depth)
    {
        if (depth > 16) return;
        var info = options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Object && node is JsonObject fields)
        {
            Properties(fields, info, options, path, found, depth);
            return;
        }

        if (info.Kind == JsonTypeInfoKind.Enumerable && node is JsonArray items && info.ElementType is { } element)
        {
            for (var i = 0; i < items.Count; i++) Walk(items[i], element, options, $"{path}[{i}]", found, depth + 1);
            return;
        }

        try
        {
            node.Deserialize(type, options);
        }
        catch (JsonException)
        {
            Add(found, path, $"must be {Word(info, type)}");
        }
    }

    private static void Properties(JsonObject fields, JsonTypeInfo info, JsonSerializerOptions options, string path, Dictionary<string, List<string>> found, int depth)
    {
        foreach (var property in info.Properties)
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!fields.TryGetPropertyValue(property.Name, out var value))
            {
                if (property.IsRequired) Add(found, at, "is required");
            }
            else if (value is null)
            {
                if (!property.IsSetNullable) Add(found, at, "must not be null");
            }
            else
            {
                Walk(value, property.PropertyType, options, at, found, depth + 1);
            }
        }

        if (options.UnmappedMemberHandling != System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow) return;
        foreach (var (name, _) in fields)
            if (info.Properties.All(p => p.Name != name)) Add(found, path.Length == 0 ? name : $"{path}.{name}", "is not a known field");
    }

    private static string Word(JsonTypeInfo info, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return "a string";
        if (plain == typeof(bool)) return "true or false";
        if (plain == typeof(int) || plain == typeof(long)) return "a whole number";
        if (plain == typeof(double) || plain == typeof(decimal)) return "a number";
        if (plain.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(plain).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "a list",
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            _ => "a valid value",
        };
    }

    private static void Add(Dictionary<string, List<string>> found, string field, string why)
    {
        if (!found.TryGetValue(field.Length == 0 ? "body" : field, out var list)) found[field.Length == 0 ? "body" : field] = list = [];
        list.Add(why);
    }
}
