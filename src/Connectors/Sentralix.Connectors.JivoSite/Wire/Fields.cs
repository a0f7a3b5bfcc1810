using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.JivoSite.Wire;

/// <summary>Fields of what Jivo sends. Its ids and times are met as strings and as numbers, and none is relied on to be there.</summary>
internal static class Fields
{
    private const long LatestSecond = 100_000_000_000;
    private const long LatestMillisecond = LatestSecond * 1000;

    /// <summary>A string that says something.</summary>
    public static string? Text(this JsonElement of, string name) =>
        of.Get(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>An id, in one form whatever it came in.</summary>
    public static string? Id(this JsonElement of, string name) => of.Get(name) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } id => id,
        _ => null,
    };

    public static JsonElement? Object(this JsonElement of, string name) => of.Get(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static double? Number(this JsonElement of, string name) => of.Get(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) && double.IsFinite(value) => value,
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
        _ => null,
    };

    /// <summary>A time in seconds since 1970; of what is too large for that, in milliseconds.</summary>
    public static DateTimeOffset? Time(this JsonElement of, string name) => of.Number(name) switch
    {
        > 0 and < LatestSecond and var seconds => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)),
        >= LatestSecond and < LatestMillisecond and var milliseconds => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds),
        _ => null,
    };

    private static JsonElement? Get(this JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : null;
}
