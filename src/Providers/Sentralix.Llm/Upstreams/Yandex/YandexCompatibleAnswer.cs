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
        foreach (var field in new RawJson(answer).Fields)
        {
            if (field.Is("model"u8))
            {
                // Yandex's own name of it holds the folder's id.
                json.WriteString("model"u8, call.Model);
            }
            else if (field.Is("choices"u8))
            {
                hasChoices = true;
                WriteChoices(json, part == AnswerPart.Usage ? default : field.Value, call);
            }
            else if (part != AnswerPart.Choices || !field.Is("usage"u8))
            {
                field.CopyTo(json);
            }
        }

        if (!hasChoices)
        {
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteChoices(Utf8JsonWriter json, RawJson choices, ForeignCall call)
    {
        json.WriteStartArray("choices"u8);
        var items = choices.Items;
        while (items.MoveNext())
        {
            var index = items.Current["index"u8].ProtobufInteger() ?? items.Index;
            json.WriteStartObject();
            var (isDelta, hasFinish) = (false, false);
            foreach (var field in items.Current.Fields)
            {
                isDelta |= field.Is("delta"u8);
                hasFinish |= field.Is("finish_reason"u8);
                if ((field.Is("message"u8) || field.Is("delta"u8)) && field.Value.IsObject) WriteMessage(json, field, call, index);
                else field.CopyTo(json);
            }

            // OpenAI's chunks say that the answer goes on; typed clients read the field.
            if (isDelta && !hasFinish) json.WriteNull("finish_reason"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, RawJson.Field message, ForeignCall call, long choice)
    {
        json.WriteStartObject(message.Name.Mended());
        foreach (var field in message.Value.Fields)
        {
            if (field.Is("tool_calls"u8) && field.Value.IsArray) WriteCalls(json, field.Value, call, choice);
            else field.CopyTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, RawJson calls, ForeignCall call, long choice)
    {
        json.WriteStartArray("tool_calls"u8);
        var items = calls.Items;
        while (items.MoveNext())
        {
            var id = items.Current["id"u8];
            var isName = YandexCallIds.IsName(id, items.Current["function"u8]);
            json.WriteStartObject();
            var index = items.Current["index"u8].ProtobufInteger() ?? items.Index;
            foreach (var field in items.Current.Fields)
            {
                if (isName && field.Is("id"u8)) json.WriteString("id"u8, YandexCallIds.Make(call, choice, index));
                else field.CopyTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
