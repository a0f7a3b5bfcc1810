using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The arguments of a tool call: a string that holds JSON in OpenAI's dialect, the JSON itself elsewhere.</summary>
internal static class CallArguments
{
    /// <summary>Takes the object out of the string. No arguments at all are an object without fields: models that call a function without
    /// parameters, and their clients, write nothing.</summary>
    /// <returns>False: it holds something else. A model may have written it so, but no other provider takes it back.</returns>
    public static bool TryObject(RawJson arguments, out RawJson value)
    {
        value = RawJson.EmptyObject;
        if (!arguments.IsGiven) return true;
        if (!arguments.IsString) return false;
        try
        {
            var text = arguments.Unescaped();
            return text.Trim(" \t\r\n"u8).IsEmpty || TryRead(text, out value);
        }
        catch (JsonException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }

    /// <summary>Reads text that may be one JSON object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out RawJson value)
    {
        value = default;
        if (!JsonText.Holds(text, JsonTokenType.StartObject)) return false;
        value = new RawJson(text);
        return true;
    }

    /// <summary>Writes the string's object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="arguments">The value of <c>arguments</c>.</param>
    /// <param name="path">The call, for the refusal.</param>
    /// <param name="refusal">The string holds no object.</param>
    public static bool TryWriteObject(Utf8JsonWriter json, RawJson arguments, string path, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        if (!TryObject(arguments, out var value))
        {
            refusal = OpenAiError.InvalidRequest("The arguments of a tool call must be a JSON object in a string.", $"{path}.function.arguments", "invalid_value");
            return false;
        }

        json.WriteRaw("arguments"u8, value);
        refusal = null;
        return true;
    }

    /// <summary>Writes a provider's arguments as the string that OpenAI's dialect wants.</summary>
    /// <param name="json">Where to; writes the field <c>arguments</c>.</param>
    /// <param name="arguments">An object, or already a string.</param>
    public static void WriteString(Utf8JsonWriter json, RawJson arguments)
    {
        json.WritePropertyName("arguments"u8);
        if (arguments.IsString) json.WriteRaw(arguments);
        else json.WriteAsText(arguments.IsGiven ? arguments : RawJson.EmptyObject);
    }
}
