using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>Items that the model has put out in a row (what it thought, what it said, what it called), as one message of the
/// assistant's. Their order within the message is chat's own.</summary>
internal static class OutputRun
{
    /// <summary>How many items from the current one on are the model's.</summary>
    public static int Length(RawJson.ItemReader items)
    {
        var length = 0;
        do
        {
            if (!IsOutput(items.Current)) break;
            length++;
        }
        while (items.MoveNext());
        return length;
    }

    /// <param name="json">Takes the message.</param>
    /// <param name="items">Stands on the first item.</param>
    /// <param name="length">How many items are in the row.</param>
    /// <param name="index">The first item's place in the input.</param>
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson.ItemReader items, int length, int index)
    {
        var (texts, calls, refusal) = Count(items, length, index);
        if (refusal is not null) return refusal;
        // Thoughts that led to nothing have no message to stand in.
        if (texts + calls == 0) return null;

        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        WriteTexts(json, items, length, texts);
        var thoughts = Thoughts(items, length);
        if (calls > 0) WriteCalls(json, items, length, thoughts.Extras);
        thoughts.Write(json);
        json.WriteEndObject();
        return null;
    }

    private static bool IsOutput(RawJson item)
    {
        var type = item["type"u8];
        return type.Is("function_call"u8) || type.Is("reasoning"u8)
            || ((!type.IsGiven || type.Is("message"u8)) && item["role"u8].Is("assistant"u8));
    }

    private static (int Texts, int Calls, OpenAiError? Refusal) Count(RawJson.ItemReader items, int length, int index)
    {
        int texts = 0, calls = 0;
        for (var i = 0; i < length; i++)
        {
            if (i > 0) items.MoveNext();
            var item = items.Current;
            var at = $"input[{index + i}]";
            if (item["type"u8].Is("reasoning"u8)) continue;
            if (item["type"u8].Is("function_call"u8))
            {
                if (!item["call_id"u8].IsString) return (0, 0, Refuse.Missing($"{at}.call_id"));
                if (!item["name"u8].IsString) return (0, 0, Refuse.Missing($"{at}.name"));
                if (!item["arguments"u8].IsString) return (0, 0, Refuse.Missing($"{at}.arguments"));
                calls++;
                continue;
            }

            var content = item["content"u8];
            if (content.IsString)
            {
                texts++;
                continue;
            }

            if (!content.IsArray) return (0, 0, Refuse.InvalidType($"{at}.content", "a string or an array"));
            foreach (var part in content.Items)
            {
                var type = part["type"u8];
                if (!InputParts.IsText(type) && !type.Is("refusal"u8))
                    return (0, 0, CannotSay.Value($"{at}.content", "an assistant's message holds texts and refusals only."));
                texts++;
            }
        }

        return (texts, calls, null);
    }

    private static void WriteTexts(Utf8JsonWriter json, RawJson.ItemReader items, int length, int texts)
    {
        if (texts == 0)
        {
            json.WriteNull("content"u8);
            return;
        }

        json.WritePropertyName("content"u8);
        // Not every server takes parts.
        if (texts > 1) json.WriteStartArray();
        for (var i = 0; i < length; i++)
        {
            if (i > 0) items.MoveNext();
            var item = items.Current;
            if (item["type"u8].Is("reasoning"u8) || item["type"u8].Is("function_call"u8)) continue;
            var content = item["content"u8];
            if (content.IsString)
            {
                WriteText(json, content, isPart: texts > 1);
                continue;
            }

            foreach (var part in content.Items)
            {
                if (!part["type"u8].Is("refusal"u8)) WriteText(json, part["text"u8], isPart: texts > 1);
                else if (texts == 1) json.WriteRaw(part["refusal"u8]);
                else json.WriteRaw(part);
            }
        }

        if (texts > 1) json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, RawJson text, bool isPart)
    {
        if (isPart)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WritePropertyName("text"u8);
        }

        if (text.IsString) json.WriteRaw(text);
        else json.WriteStringValue(""u8);
        if (isPart) json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, RawJson.ItemReader items, int length, ExtraContents extras)
    {
        json.WriteStartArray("tool_calls"u8);
        for (var i = 0; i < length; i++)
        {
            if (i > 0) items.MoveNext();
            var item = items.Current;
            if (!item["type"u8].Is("function_call"u8)) continue;
            json.WriteStartObject();
            json.WriteRaw("id"u8, item["call_id"u8]);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteRaw("name"u8, item["name"u8]);
            json.WriteRaw("arguments"u8, item["arguments"u8]);
            json.WriteEndObject();
            extras.Write(json, item["call_id"u8]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static CarriedThoughts Thoughts(RawJson.ItemReader items, int length)
    {
        var thoughts = new CarriedThoughts();
        for (var i = 0; i < length; i++)
        {
            if (i > 0) items.MoveNext();
            if (items.Current["type"u8].Is("reasoning"u8)) thoughts.Take(items.Current);
        }

        return thoughts;
    }
}
