using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Tools and the choice among them, in Yandex's form.</summary>
internal static class YandexTools
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson tools, RawJson choice)
    {
        if (!tools.IsGiven) return null;
        json.WriteStartArray("tools"u8);
        var items = tools.Items;
        while (items.MoveNext())
        {
            // Yandex's tool has the same fields in the same places, and no type.
            var function = items.Current["function"u8];
            if (!function.IsGiven) return Unsupported.Value(YandexDialect.Name, $"tools[{items.Index}].type", "can be 'function' only");
            json.WriteStartObject();
            json.WriteRaw("function"u8, function);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return !choice.IsGiven ? null : WriteChoice(json, choice);
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, RawJson choice)
    {
        json.WriteStartObject("toolChoice"u8);
        if (choice.IsString)
        {
            if (Mode(choice) is not { } mode) return OpenAiError.InvalidRequest("The field 'tool_choice' is unknown.", "tool_choice", "invalid_value");
            json.WriteString("mode"u8, mode);
        }
        else
        {
            var name = choice["function"u8]["name"u8];
            if (!name.IsString) return Unsupported.Value(YandexDialect.Name, "tool_choice", "can be a mode or one function only");
            json.WriteRaw("functionName"u8, name);
        }

        json.WriteEndObject();
        return null;
    }

    private static string? Mode(RawJson choice) => choice.MendedText() switch
    {
        "none" => "NONE",
        "auto" => "AUTO",
        "required" => "REQUIRED",
        _ => null,
    };
}
