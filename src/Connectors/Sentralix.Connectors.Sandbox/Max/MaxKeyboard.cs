using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>MAX's rules of inline keyboards.</summary>
internal static class MaxKeyboard
{
    private const int Rows = 30;
    private const int ButtonsOfARow = 7;
    private const int WideButtonsOfARow = 3;
    private const int Buttons = 210;
    private const int TextLength = 128;
    private const int PayloadLength = 1024;
    private const int UrlLength = 2048;

    /// <summary>What is wrong with a keyboard's payload; null: nothing.</summary>
    public static string? Wrong(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty("buttons", out var rows) || rows.ValueKind != JsonValueKind.Array) return "buttons: must be an array";
        if (rows.GetArrayLength() is 0 or > Rows) return $"buttons: from 1 to {Rows} rows";
        var count = 0;
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() is 0 or > ButtonsOfARow) return $"buttons: from 1 to {ButtonsOfARow} in a row";
            count += row.GetArrayLength();
            foreach (var button in row.EnumerateArray())
            {
                if (WrongButton(button, row.GetArrayLength()) is { } reason) return reason;
            }
        }

        return count > Buttons ? $"buttons: at most {Buttons}" : null;
    }

    public static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? WrongButton(JsonElement button, int width)
    {
        if (Text(button, "text") is not { Length: > 0 and <= TextLength }) return $"text: from 1 to {TextLength} characters";
        var type = Text(button, "type");
        if (type is "link" or "open_app" or "request_contact" or "request_geo_location" && width > WideButtonsOfARow) return $"buttons: at most {WideButtonsOfARow} in a row with {type}";
        return type switch
        {
            "callback" or "clipboard" => Text(button, "payload") is { Length: <= PayloadLength } ? null : $"payload: at most {PayloadLength} characters",
            "link" => Text(button, "url") is { Length: > 0 and <= UrlLength } url && Uri.TryCreate(url, UriKind.Absolute, out _) ? null : "url: must be a valid address",
            "message" or "open_app" or "request_contact" or "request_geo_location" => null,
            _ => $"type: {type} is not known",
        };
    }
}
