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
        foreach (var field in new RawJson(request).Fields)
        {
            if (field.Is("user"u8) || field.Is("safety_identifier"u8) || field.Is("prompt_cache_key"u8)) texts.Add(field.Value.Bytes);
            else if (field.Is("metadata"u8)) texts.AddAll(field.Value.Bytes);
            else if (form != WireForm.Chat && (field.Is("input"u8) || field.Is("query"u8) || field.Is("documents"u8) || field.Is("prompt"u8))) texts.AddAll(field.Value.Bytes);
            else if (field.Is("messages"u8)) Messages(field.Value.Bytes, ref texts);
            else if (field.Is("prediction"u8)) Content(field.Value["content"u8].Bytes, ref texts);
        }

        return texts.Places;
    }

    private static void Messages(ReadOnlySpan<byte> messages, ref Texts texts)
    {
        var items = new RawJson(messages).Items;
        while (items.MoveNext())
        {
            foreach (var field in items.Current.Fields)
            {
                if (field.Is("content"u8)) Content(field.Value.Bytes, ref texts);
                else if (field.Is("refusal"u8) || field.Is("reasoning_content"u8) || field.Is("reasoning"u8)) texts.Add(field.Value.Bytes);
                else if (field.Is("tool_calls"u8)) ToolCalls(field.Value.Bytes, ref texts);
                else if (field.Is("function_call"u8)) texts.Add(field.Value["arguments"u8].Bytes);
            }
        }
    }

    private static void Content(ReadOnlySpan<byte> content, ref Texts texts)
    {
        texts.Add(content);
        var parts = new RawJson(content).Items;
        while (parts.MoveNext())
        {
            texts.Add(parts.Current.Bytes);
            texts.Add(parts.Current["text"u8].Bytes);
            texts.Add(parts.Current["refusal"u8].Bytes);
        }
    }

    private static void ToolCalls(ReadOnlySpan<byte> calls, ref Texts texts)
    {
        var items = new RawJson(calls).Items;
        while (items.MoveNext()) texts.Add(items.Current["function"u8]["arguments"u8].Bytes);
    }

    private ref struct Texts(ReadOnlySpan<byte> request)
    {
        private readonly ReadOnlySpan<byte> request = request;

        public List<ByteRange> Places { get; } = [];

        /// <summary>Adds a value where it is a string that says something.</summary>
        public readonly void Add(ReadOnlySpan<byte> value)
        {
            if (value.Length <= 2 || !new RawJson(value).IsString) return;
            request.Overlaps(value, out var start);
            Places.Add(new ByteRange(start, start + value.Length));
        }

        /// <summary>Adds every string in a value, however deep; the names of fields are none.</summary>
        public readonly void AddAll(ReadOnlySpan<byte> value)
        {
            if (value.IsEmpty) return;
            request.Overlaps(value, out var offset);
            var reader = new Utf8JsonReader(value, RawJson.Depth);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty) continue;
                var start = offset + (int)reader.TokenStartIndex;
                Places.Add(new ByteRange(start, start + reader.ValueSpan.Length + 2));
            }
        }
    }
}
