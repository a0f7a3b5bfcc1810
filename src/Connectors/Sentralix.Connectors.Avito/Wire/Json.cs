using System.Text.Json;

namespace Sentralix.Connectors.Avito.Wire;

/// <summary>Fields of JSON that may be there or not, and of another kind than described.</summary>
internal static class Json
{
    /// <summary>A field's object.</summary>
    public static JsonElement? Object(JsonElement of, string name) => Field(of, name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>A field's text.</summary>
    public static string? Text(JsonElement of, string name) => Field(of, name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>An id, which may be a text or a number.</summary>
    public static string? Id(JsonElement of, string name) => Field(of, name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } id => id,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>A whole number.</summary>
    public static long? Number(JsonElement of, string name) => Field(of, name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : null;

    /// <summary>A number.</summary>
    public static double? Real(JsonElement of, string name) => Field(of, name) is { ValueKind: JsonValueKind.Number } found && found.TryGetDouble(out var number) ? number : null;

    private static JsonElement? Field(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var found) ? found : null;
}
