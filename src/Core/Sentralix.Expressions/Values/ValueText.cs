using System.Globalization;

namespace Sentralix.Expressions.Values;

/// <summary>How a value reads as text: what a template shows and what <c>string()</c> gives.</summary>
public static class ValueText
{
    public static string Of(in Value value) => value.Kind switch
    {
        ValueKind.Null => "",
        ValueKind.Bool => value.Bool ? "true" : "false",
        ValueKind.Whole => value.Whole.ToString(CultureInfo.InvariantCulture),
        ValueKind.Decimal => value.Decimal.ToString(CultureInfo.InvariantCulture),
        ValueKind.Text => value.Text,
        ValueKind.Bytes => value.Bytes.Id,
        ValueKind.Timestamp => Of(value.Timestamp),
        ValueKind.Duration => IsoDuration.Write(value.Duration),
        _ => ValueJson.Write(value),
    };

    private static string Of(DateTimeOffset moment) => moment.ToString(
        moment.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
