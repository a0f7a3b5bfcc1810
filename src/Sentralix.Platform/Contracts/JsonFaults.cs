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
            using var document = JsonDocument.Parse(json);
            Walk(document.RootElement, type, options, "", found, depth: 0);
        }
        catch (JsonException syntax)
        {
            return Single("body", $"is not JSON: line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine}");
        }

        if (found.Count == 0) return Single(Field(first.Path), "does not have the expected form");
        return found.ToDictionary(f => f.Key, f => f.Value.ToArray());
    }

    /// <summary>Names the nulls inside lists and dictionaries of a body that could be read; null where there are none. The serializer
    /// looks at the nullability of properties, not at that of elements.</summary>
    public static IReadOnlyDictionary<string, string[]>? NullElements(ReadOnlyMemory<byte> json, Type type)
    {
        if (json.Span.IndexOf("null"u8) < 0) return null;
        var found = new Dictionary<string, List<string>>();
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind == JsonValueKind.Null) return null;
        Walk(document.RootElement, type, SentralixJson.Options, "", found, depth: 0);
        return found.Count == 0 ? null : found.ToDictionary(f => f.Key, f => f.Value.ToArray());
    }

    private static Dictionary<string, string[]> Single(string field, string why) => new() { [field] = [why] };

    private static string Field(string? path) => path is null or "$" ? "body" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    private static void Walk(JsonElement node, Type type, JsonSerializerOptions options, string path, Dictionary<string, List<string>> found, int depth)
    {
        if (depth > 16) return;
        var info = options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Object && node.ValueKind == JsonValueKind.Object)
        {
            Properties(node, info, options, path, found, depth);
            return;
        }

        if (info.Kind == JsonTypeInfoKind.Enumerable && node.ValueKind == JsonValueKind.Array && info.ElementType is { } element)
        {
            foreach (var (i, item) in node.EnumerateArray().Index()) Element(item, element, options, $"{path}[{i}]", found, depth);
            return;
        }

        if (info.Kind == JsonTypeInfoKind.Dictionary && node.ValueKind == JsonValueKind.Object && info.ElementType is { } entry)
        {
            foreach (var property in node.EnumerateObject()) Element(property.Value, entry, options, At(path, property.Name), found, depth);
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

    private static void Element(JsonElement node, Type type, JsonSerializerOptions options, string path, Dictionary<string, List<string>> found, int depth)
    {
        // Where any JSON may be, null may be too.
        var mayBeNull = type.IsValueType || type == typeof(object) || type.IsAssignableTo(typeof(JsonNode));
        if (node.ValueKind != JsonValueKind.Null || mayBeNull) Walk(node, type, options, path, found, depth + 1);
        else Add(found, path, "must not be null");
    }

    private static void Properties(JsonElement fields, JsonTypeInfo info, JsonSerializerOptions options, string path, Dictionary<string, List<string>> found, int depth)
    {
        foreach (var property in info.Properties)
        {
            var at = At(path, property.Name);
            if (!fields.TryGetProperty(property.Name, out var value))
            {
                if (property.IsRequired) Add(found, at, "is required");
            }
            else if (value.ValueKind == JsonValueKind.Null)
            {
                if (!property.IsSetNullable) Add(found, at, "must not be null");
            }
            else
            {
                Walk(value, property.PropertyType, options, at, found, depth + 1);
            }
        }

        if (options.UnmappedMemberHandling != System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow) return;
        foreach (var field in fields.EnumerateObject())
            if (info.Properties.All(p => p.Name != field.Name)) Add(found, At(path, field.Name), "is not a known field");
    }

    private static string At(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

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
