using System.Text;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Checks a keyboard. Only an inline one becomes part of the message; the others are shown by the app.</summary>
internal static class ReplyMarkup
{
    private const int MostButtons = 100;
    private const int MostDataBytes = 64;

    private static readonly string[] InlineKinds =
    [
        "callback_data", "url", "web_app", "login_url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat", "pay", "callback_game", "disabled",
    ];

    /// <summary>Null: it is well, and <paramref name="inline"/> is what the message carries.</summary>
    public static ApiAnswer? Read(Arguments arguments, Chat chat, out string? inline)
    {
        inline = null;
        if (!arguments.Structure("reply_markup", out var given)) return ApiAnswer.Bad("object expected as reply markup");
        if (given is not { } markup) return null;
        if (markup.ValueKind is not JsonValueKind.Object) return ApiAnswer.Bad("object expected as reply markup");
        if (markup.TryGetProperty("inline_keyboard", out var rows))
        {
            if (Rows(rows, "InlineKeyboardButton", InlineButton) is { } problem) return ApiAnswer.Bad(problem);
            if (rows.EnumerateArray().Any(row => row.GetArrayLength() > 0)) inline = JsonText.Of(json => Write(json, rows));
            return null;
        }

        if (markup.TryGetProperty("keyboard", out rows))
        {
            return Rows(rows, "KeyboardButton", button => ReplyButton(button, chat)) is { } problem ? ApiAnswer.Bad(problem) : null;
        }

        return null;
    }

    private static void Write(Utf8JsonWriter json, JsonElement rows)
    {
        json.WriteStartObject();
        json.WritePropertyName("inline_keyboard");
        rows.WriteTo(json);
        json.WriteEndObject();
    }

    private static string? Rows(JsonElement rows, string type, Func<JsonElement, string?> check)
    {
        if (rows.ValueKind is not JsonValueKind.Array) return $"field \"{(type[0] == 'I' ? "inline_keyboard" : "keyboard")}\" must be of type Array";
        var buttons = 0;
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind is not JsonValueKind.Array) return $"can't parse keyboard: expected an Array of {type}";
            foreach (var button in row.EnumerateArray())
            {
                if (++buttons > MostButtons) return "reply markup is too long";
                if (check(button) is { } problem) return problem;
            }
        }

        return null;
    }

    private static string? InlineButton(JsonElement button)
    {
        if (button.ValueKind is not JsonValueKind.Object) return "can't parse inline keyboard button: InlineKeyboardButton must be an Object";
        if (!button.TryGetProperty("text", out var text) || text.ValueKind is not JsonValueKind.String) return "can't parse inline keyboard button: Can't find field \"text\"";
        if (string.IsNullOrWhiteSpace(text.GetString())) return "inline keyboard button text is empty";
        var kinds = InlineKinds.Count(kind => button.TryGetProperty(kind, out _));
        if (kinds == 0) return "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
        if (kinds > 1) return "can't parse inline keyboard button: exactly one of its actions must be used";
        if (button.TryGetProperty("callback_data", out var data) && Encoding.UTF8.GetByteCount(data.GetString() ?? "") is 0 or > MostDataBytes) return "BUTTON_DATA_INVALID";
        if (button.TryGetProperty("url", out var url) && !IsLink(url.GetString())) return $"inline keyboard button URL '{url.GetString()}' is invalid: Wrong HTTP URL";
        if (button.TryGetProperty("copy_text", out var copy) && (!copy.TryGetProperty("text", out var copied) || copied.GetString()?.Length is not (>= 1 and <= 256))) return "BUTTON_COPY_TEXT_INVALID";
        if (button.TryGetProperty("style", out var style) && style.GetString() is not ("primary" or "success" or "danger")) return "can't parse inline keyboard button: invalid button style specified";
        return null;
    }

    private static string? ReplyButton(JsonElement button, Chat chat)
    {
        if (button.ValueKind is JsonValueKind.String) return null;
        if (button.ValueKind is not JsonValueKind.Object || !button.TryGetProperty("text", out var text) || text.ValueKind is not JsonValueKind.String) return "can't parse keyboard button: Can't find field \"text\"";
        if (string.IsNullOrWhiteSpace(text.GetString())) return "keyboard button text is empty";
        if (chat.Kind is ChatKind.Private) return null;
        if (Asks(button, "request_contact")) return "phone number can be requested in private chats only";
        return Asks(button, "request_location") ? "location can be requested in private chats only" : null;
    }

    private static bool Asks(JsonElement button, string field) => button.TryGetProperty(field, out var asked) && asked.ValueKind is JsonValueKind.True;

    private static bool IsLink(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var link) ? link.Scheme is "http" or "https" or "tg" or "tel" : url?.Contains('.', StringComparison.Ordinal) == true;
}
