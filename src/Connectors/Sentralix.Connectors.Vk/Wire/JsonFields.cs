using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Vk.Wire;

/// <summary>Fields of VK's JSON, which may be missing or of another kind than described.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static JsonElement? Object(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>A text that is not empty.</summary>
    public static string? Text(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A number, also one that came as text.</summary>
    public static long? Number(this JsonElement of, string name) => of.Field(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
        { ValueKind: JsonValueKind.String } value when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static double? Decimal(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    public static IEnumerable<JsonElement> Items(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static string Id(long number) => number.ToString(CultureInfo.InvariantCulture);
}
