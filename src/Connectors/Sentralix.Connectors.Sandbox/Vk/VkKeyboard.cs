using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>VK's rules of keyboards.</summary>
internal static class VkKeyboard
{
    private const int LabelLength = 40;
    private const int PayloadLength = 255;
    private const int Cards = 10;
    private const int CardTextLength = 80;
    private const int ButtonsOfACard = 3;

    /// <summary>Reads a keyboard; the reason says what is wrong with it.</summary>
    public static (JsonElement? Keyboard, string? Reason) Read(string text)
    {
        JsonElement keyboard;
        try
        {
            using var document = JsonDocument.Parse(text);
            keyboard = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return (null, "keyboard is not JSON");
        }

        return Wrong(keyboard) is { } reason ? (null, reason) : (keyboard, null);
    }

    /// <summary>Whether a carousel breaks VK's rules: its cards have the same structure, and each has buttons.</summary>
    public static bool WrongCarousel(JsonElement template)
    {
        if (Text(template, "type") != "carousel" || !template.TryGetProperty("elements", out var cards) || cards.ValueKind != JsonValueKind.Array) return true;
        if (cards.GetArrayLength() is 0 or > Cards) return true;
        var structures = new HashSet<string>();
        foreach (var card in cards.EnumerateArray())
        {
            if (card.ValueKind != JsonValueKind.Object || Text(card, "title") is { Length: > CardTextLength } || Text(card, "description") is { Length: > CardTextLength }) return true;
            if (!card.TryGetProperty("buttons", out var buttons) || buttons.ValueKind != JsonValueKind.Array || buttons.GetArrayLength() is 0 or > ButtonsOfACard) return true;
            if (buttons.EnumerateArray().Any(button => WrongButton(button) is not null)) return true;
            structures.Add($"{string.Join(',', card.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal))} {buttons.GetArrayLength()}");
        }

        return structures.Count > 1;
    }

    private static string? Wrong(JsonElement keyboard)
    {
        if (keyboard.ValueKind != JsonValueKind.Object) return "keyboard should be an object";
        if (!keyboard.TryGetProperty("buttons", out var rows) || rows.ValueKind != JsonValueKind.Array) return "buttons should be an array";
        var inline = keyboard.TryGetProperty("inline", out var flag) && flag.ValueKind == JsonValueKind.True;
        var (width, height, count) = inline ? (5, 6, 10) : (5, 10, 40);
        if (rows.GetArrayLength() > height) return "too many rows";
        if (inline && rows.GetArrayLength() == 0) return "inline keyboard has no buttons";
        var buttons = 0;
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() == 0) return "row should be an array of buttons";
            if (row.GetArrayLength() > width) return "too many buttons in a row";
            buttons += row.GetArrayLength();
            foreach (var button in row.EnumerateArray())
            {
                if (WrongButton(button) is { } reason) return reason;
            }
        }

        return buttons > count ? "too many buttons" : null;
    }

    private static string? WrongButton(JsonElement button)
    {
        if (button.ValueKind != JsonValueKind.Object || !button.TryGetProperty("action", out var action) || action.ValueKind != JsonValueKind.Object)
            return "button has no action";
        var type = Text(action, "type");
        if (type is not ("text" or "callback" or "open_link" or "location" or "open_app" or "vkpay")) return "unknown type of action";
        if (type is "text" or "callback" or "open_link" or "open_app")
        {
            if (Text(action, "label") is not { Length: > 0 } label) return "button has no label";
            if (label.Length > LabelLength) return "label is too long";
        }

        if (type == "open_link" && !Uri.TryCreate(Text(action, "link"), UriKind.Absolute, out _)) return "link is invalid";
        if (action.TryGetProperty("payload", out var payload) && WrongPayload(payload)) return "payload is invalid";
        if (!button.TryGetProperty("color", out var colour)) return null;
        if (type is not ("text" or "callback")) return "only text and callback buttons have a color";
        return colour.ValueKind == JsonValueKind.String && colour.GetString() is "primary" or "secondary" or "positive" or "negative" ? null : "unknown color";
    }

    private static bool WrongPayload(JsonElement payload)
    {
        var text = payload.ValueKind == JsonValueKind.String ? payload.GetString()! : payload.GetRawText();
        if (text.Length > PayloadLength) return true;
        if (text.Length == 0) return false;
        try
        {
            using var _ = JsonDocument.Parse(text);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
