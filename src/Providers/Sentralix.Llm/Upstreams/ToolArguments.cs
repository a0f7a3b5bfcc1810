using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams;

/// <summary>The arguments of a tool call, which OpenAI's dialect keeps as a string and other providers as an object.</summary>
internal static class ToolArguments
{
    /// <summary>Writes the string's object.</summary>
    /// <param name="json">Where to; stands behind a field's name.</param>
    /// <param name="arguments">The value of <c>arguments</c>.</param>
    /// <param name="path">The call, for the refusal.</param>
    /// <param name="refusal">The string holds no object.</param>
    public static bool TryWriteObject(Utf8JsonWriter json, ReadOnlySpan<byte> arguments, string path, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        refusal = null;
        var text = JsonText.IsString(arguments) ? JsonText.Decode(arguments).AsSpan().Trim(" \t\r\n"u8) : default;
        // Models that call a function without parameters, and their clients, write nothing at all.
        if (text.IsEmpty) text = "{}"u8.ToArray();
        if (JsonText.Holds(text, JsonTokenType.StartObject))
        {
            json.WriteRawValue(text, skipInputValidation: true);
            return true;
        }

        refusal = OpenAiError.InvalidRequest("The arguments of a tool call must be a JSON object in a string.", $"{path}.function.arguments", "invalid_value");
        return false;
    }

    /// <summary>Writes a provider's arguments as the string that OpenAI's dialect wants.</summary>
    /// <param name="json">Where to; writes the field <c>arguments</c>.</param>
    /// <param name="arguments">An object, or already a string; empty: none.</param>
    public static void WriteString(Utf8JsonWriter json, ReadOnlySpan<byte> arguments)
    {
        json.WritePropertyName("arguments"u8);
        if (JsonText.IsString(arguments)) json.WriteRawValue(arguments, skipInputValidation: true);
        else json.WriteStringValue(arguments.IsEmpty || arguments.SequenceEqual("null"u8) ? "{}"u8 : arguments);
    }
}
