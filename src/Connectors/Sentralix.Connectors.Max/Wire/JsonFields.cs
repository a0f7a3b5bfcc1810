using System.Text.Json;

namespace Sentralix.Connectors.Max.Wire;

/// <summary>Reads fields that may be missing, null or of another type: what MAX adds or leaves out must not make an update unreadable.</summary>
internal static class JsonFields
{
    public static string? Text(this JsonElement of, string name) => Field(of, name, JsonValueKind.String)?.GetString();

    public static long? Number(this JsonElement of, string name) => Field(of, name, JsonValueKind.Number) is { } number && number.TryGetInt64(out var value) ? value : null;

    public static double? Real(this JsonElement of, string name) => Field(of, name, JsonValueKind.Number) is { } number && number.TryGetDouble(out var value) ? value : null;

    public static bool Flag(this JsonElement of, string name) => Field(of, name, JsonValueKind.True) is not null;

    public static JsonElement? Object(this JsonElement of, string name) => Field(of, name, JsonValueKind.Object);

    public static IEnumerable<JsonElement> Items(this JsonElement of, string name) => Field(of, name, JsonValueKind.Array) is { } array ? array.EnumerateArray() : [];

    private static JsonElement? Field(JsonElement of, string name, JsonValueKind kind) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}
