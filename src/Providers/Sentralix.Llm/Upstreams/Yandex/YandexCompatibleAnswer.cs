using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Which part of an answer is written.</summary>
internal enum AnswerPart
{
    All,

    /// <summary>Without its usage.</summary>
    Choices,

    /// <summary>Usage, and no choices.</summary>
    Usage,
}

/// <summary>Writes an answer, or a chunk of one, of Yandex's compatible API with its repairs.</summary>
internal static class YandexCompatibleAnswer
{
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> answer, ForeignCall call, AnswerPart part)
    {
        json.WriteStartObject();
        var hasChoices = false;
        var fields = new JsonFields(answer);
        while (fields.Next())
        {
            if (fields.Is("model"u8))
            {
                // Yandex's own name of it holds the folder's id.
                json.WriteString("model"u8, call.Model);
            }
            else if (fields.Is("choices"u8))
            {
                hasChoices = true;
                WriteChoices(json, part == AnswerPart.Usage || fields.IsNull ? "[]"u8 : fields.Value, call);
            }
            else if (part != AnswerPart.Choices || !fields.Is("usage"u8))
            {
                fields.CopyTo(json);
            }
        }

        if (!hasChoices)
        {
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteChoices(Utf8JsonWriter json, ReadOnlySpan<byte> choices, ForeignCall call)
    {
        json.WriteStartArray("choices"u8);
        var items = new JsonItems(choices);
        while (items.Next())
        {
            var index = JsonText.Number(JsonFields.Find(items.Value, "index"u8)) ?? items.Index;
            json.WriteStartObject();
            var (isDelta, hasFinish) = (false, false);
            var fields = new JsonFields(items.Value);
            while (fields.Next())
            {
                isDelta |= fields.Is("delta"u8);
                hasFinish |= fields.Is("finish_reason"u8);
                if ((fields.Is("message"u8) || fields.Is("delta"u8)) && fields.Kind == JsonTokenType.StartObject) WriteMessage(json, fields, call, index);
                else fields.CopyTo(json);
            }

            // OpenAI's chunks say that the answer goes on; typed clients read the field.
            if (isDelta && !hasFinish) json.WriteNull("finish_reason"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, in JsonFields message, ForeignCall call, long choice)
    {
        json.WriteStartObject(message.Name);
        var fields = new JsonFields(message.Value);
        while (fields.Next())
        {
            if (fields.Is("tool_calls"u8) && fields.Kind == JsonTokenType.StartArray) WriteCalls(json, fields.Value, call, choice);
            else fields.CopyTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, ReadOnlySpan<byte> calls, ForeignCall call, long choice)
    {
        json.WriteStartArray("tool_calls"u8);
        var items = new JsonItems(calls);
        while (items.Next())
        {
            var id = JsonFields.Find(items.Value, "id"u8);
            var isName = YandexCallIds.IsName(id, JsonFields.Find(items.Value, "function"u8));
            json.WriteStartObject();
            var fields = new JsonFields(items.Value);
            var index = JsonText.Number(JsonFields.Find(items.Value, "index"u8)) ?? items.Index;
            while (fields.Next())
            {
                if (isName && fields.Is("id"u8)) json.WriteString("id"u8, YandexCallIds.Make(call, choice, index));
                else fields.CopyTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
