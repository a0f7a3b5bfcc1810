using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Tools and the choice among them, in Yandex's form.</summary>
internal static class YandexTools
{
    public static OpenAiError? Write(Utf8JsonWriter json, ReadOnlySpan<byte> tools, ReadOnlySpan<byte> choice)
    {
        if (tools.IsEmpty) return null;
        json.WriteStartArray("tools"u8);
        var items = new JsonItems(tools);
        while (items.Next())
        {
            // Yandex's tool has the same fields in the same places, and no type.
            var function = JsonFields.Find(items.Value, "function"u8);
            if (function.IsEmpty) return Unsupported.Value(YandexDialect.Name, $"tools[{items.Index}].type", "can be 'function' only");
            json.WriteStartObject();
            json.WritePropertyName("function"u8);
            json.WriteRawValue(function, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return choice.IsEmpty ? null : WriteChoice(json, choice);
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, ReadOnlySpan<byte> choice)
    {
        json.WriteStartObject("toolChoice"u8);
        if (JsonText.IsString(choice))
        {
            if (Mode(choice) is not { } mode) return OpenAiError.InvalidRequest("The field 'tool_choice' is unknown.", "tool_choice", "invalid_value");
            json.WriteString("mode"u8, mode);
        }
        else
        {
            var function = JsonFields.Find(choice, "function"u8);
            var name = JsonFields.Find(function, "name"u8);
            if (!JsonText.IsString(name)) return Unsupported.Value(YandexDialect.Name, "tool_choice", "can be a mode or one function only");
            json.WritePropertyName("functionName"u8);
            json.WriteRawValue(name, skipInputValidation: true);
        }

        json.WriteEndObject();
        return null;
    }

    private static string? Mode(ReadOnlySpan<byte> choice) => JsonText.String(choice) switch
    {
        "none" => "NONE",
        "auto" => "AUTO",
        "required" => "REQUIRED",
        _ => null,
    };
}
