using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The arguments of a tool call: a string that holds JSON in OpenAI's dialect, the JSON itself elsewhere.</summary>
internal static class CallArguments
{
    /// <summary>Takes the object out of the string. No arguments at all are an object without fields.</summary>
    /// <returns>False: it holds something else. A model may have written it so, but no other provider takes it back.</returns>
    public static bool TryObject(JsonValue arguments, out JsonValue value)
    {
        value = JsonValue.EmptyObject;
        if (arguments.IsNothing) return true;
        if (!arguments.IsString) return false;
        var text = arguments.Unescaped();
        return text.Trim(" \t\r\n"u8).IsEmpty || TryRead(text, out value);
    }

    /// <summary>Reads text that may be one JSON object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out JsonValue value)
    {
        value = default;
        text = text.Trim(" \t\r\n"u8);
        if (text is not [(byte)'{', ..]) return false;
        try
        {
            var fields = new FieldWalk(text);
            while (fields.Next(out _))
            {
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        value = new JsonValue(text, JsonTokenType.StartObject);
        return true;
    }
}
