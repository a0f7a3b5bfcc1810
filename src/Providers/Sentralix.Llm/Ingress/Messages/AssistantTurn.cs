using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>One earlier answer of the model: what it said, which tools it called, what it thought.</summary>
internal static class AssistantTurn
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson content, string at)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        var refusal = content.IsString ? ContentParts.Write(json, content, at, BlockPlace.Assistant) : WriteBlocks(json, content, at);
        if (refusal is not null) return refusal;
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteBlocks(Utf8JsonWriter json, RawJson blocks, string at)
    {
        var (says, calls, signed, unsigned) = (false, false, false, 0);
        var extras = new ExtraContents();
        var index = 0;
        foreach (var block in blocks.Items)
        {
            var here = $"{at}[{index++}]";
            if (!block.IsObject) return Refuse.InvalidType(here, "an object");
            var type = block["type"u8];
            if (type.Is("text"u8)) says = true;
            else if (type.Is("tool_use"u8)) calls = true;
            else if (type.Is("redacted_thinking"u8)) signed |= SealedThoughts.Unseal(block["data"u8]) is not { } entry || !extras.TryTake(entry);
            else if (!type.Is("thinking"u8)) return ContentParts.Unsupported(type, here, "an assistant's message");
            else if (block["signature"u8].HasText) signed = true;
            else if (block["thinking"u8].HasText) unsigned++;
        }

        if (!says) json.WriteNull("content"u8);
        else if (ContentParts.Write(json, blocks, at, BlockPlace.Assistant) is { } refusal) return refusal;
        if (calls && WriteCalls(json, blocks, extras, at) is { } refused) return refused;
        extras.Write(json);
        // A provider that signs knows what it thought; the words beside it are for people.
        if (signed) WriteSigned(json, blocks);
        else if (unsigned > 0) WriteUnsigned(json, blocks, unsigned);
        return null;
    }

    private static OpenAiError? WriteCalls(Utf8JsonWriter json, RawJson blocks, ExtraContents extras, string at)
    {
        json.WriteStartArray("tool_calls"u8);
        var index = -1;
        foreach (var block in blocks.Items)
        {
            index++;
            if (!block["type"u8].Is("tool_use"u8)) continue;
            var id = block["id"u8];
            var name = block["name"u8];
            var input = block["input"u8];
            if (!id.IsString) return Refuse.Missing($"{at}[{index}].id");
            if (!name.IsString) return Refuse.Missing($"{at}[{index}].name");
            if (!input.IsObject) return Refuse.InvalidType($"{at}[{index}].input", "an object");
            json.WriteStartObject();
            json.WriteRaw("id"u8, id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteRaw("name"u8, name);
            json.WriteString("arguments"u8, input.Bytes);
            json.WriteEndObject();
            json.WriteRaw("cache_control"u8, block["cache_control"u8]);
            extras.Write(json, id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>What a provider has signed or encrypted must come back to it unchanged while tools are being called.</summary>
    private static void WriteSigned(Utf8JsonWriter json, RawJson blocks)
    {
        json.WriteStartArray("reasoning_details"u8);
        foreach (var block in blocks.Items)
        {
            var type = block["type"u8];
            if (type.Is("redacted_thinking"u8) && SealedThoughts.IsSealed(block["data"u8]))
            {
                if (SealedThoughts.Unseal(block["data"u8]) is { } detail && !ExtraContents.Is(detail)) json.WriteRawValue(detail, skipInputValidation: true);
            }
            else if (type.Is("redacted_thinking"u8))
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "reasoning.encrypted"u8);
                json.WriteRaw("data"u8, block["data"u8]);
                json.WriteEndObject();
            }
            else if (type.Is("thinking"u8) && block["signature"u8] is { HasText: true } signature)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "reasoning.text"u8);
                json.WriteRaw("text"u8, block["thinking"u8]);
                json.WriteRaw("signature"u8, signature);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Thoughts without a signature came from a server that has them in a field of their own, and go back to it there.</summary>
    private static void WriteUnsigned(Utf8JsonWriter json, RawJson blocks, int count)
    {
        if (count > 1)
        {
            var all = new List<string>(count);
            foreach (var block in blocks.Items)
            {
                if (IsUnsigned(block)) all.Add(block["thinking"u8].Text());
            }

            json.WriteString("reasoning_content"u8, string.Join("\n\n", all));
            return;
        }

        foreach (var block in blocks.Items)
        {
            if (IsUnsigned(block)) json.WriteRaw("reasoning_content"u8, block["thinking"u8]);
        }
    }

    private static bool IsUnsigned(RawJson block) =>
        block["type"u8].Is("thinking"u8) && !block["signature"u8].HasText && block["thinking"u8].HasText;
}
