using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Guards;

/// <summary>Where the texts of a request stand: what people and models have said, and what a client may have written about a person beside
/// it. Everything else (tools, formats, pictures, numbers) is none.</summary>
internal static class RequestTexts
{
    /// <summary>Their places, quotes included, in the order in which they stand.</summary>
    /// <exception cref="JsonException">The request is not JSON.</exception>
    public static List<ByteRange> Find(WireForm form, ReadOnlySpan<byte> request)
    {
        var texts = new Texts(request);
        var fields = new JsonFields(request);
        while (fields.Next())
        {
            if (fields.Is("user"u8) || fields.Is("safety_identifier"u8) || fields.Is("prompt_cache_key"u8)) texts.Add(fields.Value);
            else if (fields.Is("metadata"u8)) texts.AddAll(fields.Value);
            else if (form != WireForm.Chat && (fields.Is("input"u8) || fields.Is("query"u8) || fields.Is("documents"u8) || fields.Is("prompt"u8))) texts.AddAll(fields.Value);
            else if (fields.Is("messages"u8)) Messages(fields.Value, ref texts);
            else if (fields.Is("prediction"u8)) Content(JsonFields.Find(fields.Value, "content"u8), ref texts);
        }

        return texts.Places;
    }

    private static void Messages(ReadOnlySpan<byte> messages, ref Texts texts)
    {
        var items = new JsonItems(messages);
        while (items.Next())
        {
            var fields = new JsonFields(items.Value);
            while (fields.Next())
            {
                if (fields.Is("content"u8)) Content(fields.Value, ref texts);
                else if (fields.Is("refusal"u8) || fields.Is("reasoning_content"u8) || fields.Is("reasoning"u8)) texts.Add(fields.Value);
                else if (fields.Is("tool_calls"u8)) ToolCalls(fields.Value, ref texts);
                else if (fields.Is("function_call"u8)) texts.Add(JsonFields.Find(fields.Value, "arguments"u8));
            }
        }
    }

    private static void Content(ReadOnlySpan<byte> content, ref Texts texts)
    {
        texts.Add(content);
        var parts = new JsonItems(content);
        while (parts.Next())
        {
            texts.Add(parts.Value);
            texts.Add(JsonFields.Find(parts.Value, "text"u8));
            texts.Add(JsonFields.Find(parts.Value, "refusal"u8));
        }
    }

    private static void ToolCalls(ReadOnlySpan<byte> calls, ref Texts texts)
    {
        var items = new JsonItems(calls);
        while (items.Next()) texts.Add(JsonFields.Find(JsonFields.Find(items.Value, "function"u8), "arguments"u8));
    }

    private ref struct Texts(ReadOnlySpan<byte> request)
    {
        private readonly ReadOnlySpan<byte> request = request;

        public List<ByteRange> Places { get; } = [];

        /// <summary>Adds a value where it is a string that says something.</summary>
        public readonly void Add(ReadOnlySpan<byte> value)
        {
            if (value.Length <= 2 || !JsonText.IsString(value)) return;
            request.Overlaps(value, out var start);
            Places.Add(new ByteRange(start, start + value.Length));
        }

        /// <summary>Adds every string in a value, however deep; the names of fields are none.</summary>
        public readonly void AddAll(ReadOnlySpan<byte> value)
        {
            if (value.IsEmpty) return;
            request.Overlaps(value, out var offset);
            var reader = new Utf8JsonReader(value, JsonWalk.Options);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty) continue;
                var start = offset + (int)reader.TokenStartIndex;
                Places.Add(new ByteRange(start, start + reader.ValueSpan.Length + 2));
            }
        }
    }
}
