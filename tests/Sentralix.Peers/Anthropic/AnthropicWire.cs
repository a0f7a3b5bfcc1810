using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Peers.Anthropic;

/// <summary>Answers in the exact form of Anthropic's API, version 2023-06-01 and later.</summary>
internal static class AnthropicWire
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the stand-in signs thinking with, so that it can tell whether it came back unchanged.</summary>
    public static string Signature(string thinking) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"stand-in:{thinking}")));

    public static byte[] Message(string id, string model, AnthropicMessage message) =>
        Json(json => WriteMessage(json, id, model, message, message.Blocks, StopReason(message), isWhole: true));

    /// <summary>The events of a stream, each with its name and blank line.</summary>
    public static IEnumerable<byte[]> Events(string id, string model, AnthropicMessage message, bool pings)
    {
        yield return Event("message_start", json =>
        {
            json.WritePropertyName("message");
            json.WriteStartObject();
            WriteMessage(json, id, model, message, [], null, isWhole: false);
            json.WriteEndObject();
        });

        foreach (var (at, happened) in BlockEvents(message).Index())
        {
            if (pings && at == 1) yield return Event("ping", static _ => { });
            yield return happened;
        }

        yield return Event("message_delta", json =>
        {
            json.WriteStartObject("delta");
            json.WriteString("stop_reason", StopReason(message));
            json.WriteNull("stop_sequence");
            json.WriteEndObject();
            json.WriteStartObject("usage");
            json.WriteNumber("output_tokens", message.Usage.Output);
            json.WriteEndObject();
        });
        yield return Event("message_stop", static _ => { });
    }

    public static byte[] ErrorEvent(AnthropicRefusal refusal) => [.. "event: error\ndata: "u8, .. refusal.ToBytes(), .. "\n\n"u8];

    public static byte[] Counted(int tokens) => Json(json => json.WriteNumber("input_tokens", tokens));

    public static byte[] Models(IEnumerable<string> models) => Json(json =>
    {
        json.WriteStartArray("data");
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("type", "model");
            json.WriteString("id", model);
            json.WriteString("display_name", model);
            json.WriteString("created_at", "2026-01-01T00:00:00Z");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more", false);
        json.WriteNull("first_id");
        json.WriteNull("last_id");
    });

    private static string StopReason(AnthropicMessage message) =>
        message.StopReason ?? (message.Blocks.Any(block => block.Type == "tool_use") ? "tool_use" : "end_turn");

    private static IEnumerable<byte[]> BlockEvents(AnthropicMessage message)
    {
        var lines = message.Blocks.Select((block, index) => BlockEvents(block, index).ToList()).ToList();
        if (!message.Interleaved) return lines.SelectMany(line => line);
        return Enumerable.Range(0, lines.Max(line => line.Count)).SelectMany(at => lines.Where(line => at < line.Count).Select(line => line[at]));
    }

    private static IEnumerable<byte[]> BlockEvents(MessageBlock block, int index)
    {
        yield return Event("content_block_start", json =>
        {
            json.WriteNumber("index", index);
            json.WriteStartObject("content_block");
            WriteBlock(json, block, isWhole: false);
            json.WriteEndObject();
        });
        if (block.Type != "redacted_thinking")
        {
            var (delta, field) = block.Type switch
            {
                "thinking" => ("thinking_delta", "thinking"),
                "tool_use" => ("input_json_delta", "partial_json"),
                _ => ("text_delta", "text"),
            };
            // The first piece of an input is always empty.
            foreach (var piece in block.Type == "tool_use" ? block.Pieces.Prepend("") : block.Pieces) yield return Delta(index, delta, field, piece);
        }

        if (block.Type == "thinking") yield return Delta(index, "signature_delta", "signature", Signature(block.Whole));
        yield return Event("content_block_stop", json => json.WriteNumber("index", index));
    }

    private static byte[] Delta(int index, string type, string field, string piece) => Event("content_block_delta", json =>
    {
        json.WriteNumber("index", index);
        json.WriteStartObject("delta");
        json.WriteString("type", type);
        json.WriteString(field, piece);
        json.WriteEndObject();
    });

    private static void WriteMessage(
        Utf8JsonWriter json, string id, string model, AnthropicMessage message, IReadOnlyList<MessageBlock> blocks, string? stopReason, bool isWhole)
    {
        json.WriteString("id", id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", model);
        json.WriteStartArray("content");
        foreach (var block in blocks)
        {
            json.WriteStartObject();
            WriteBlock(json, block, isWhole: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("stop_reason", stopReason);
        json.WriteNull("stop_sequence");
        WriteUsage(json, message.Usage, isWhole ? message.Usage.Output : 1);
    }

    private static void WriteBlock(Utf8JsonWriter json, MessageBlock block, bool isWhole)
    {
        json.WriteString("type", block.Type);
        switch (block.Type)
        {
            case "text":
                json.WriteString("text", isWhole ? block.Whole : "");
                break;
            case "thinking":
                json.WriteString("thinking", isWhole ? block.Whole : "");
                json.WriteString("signature", isWhole ? Signature(block.Whole) : "");
                break;
            case "redacted_thinking":
                json.WriteString("data", block.Whole);
                break;
            default:
                json.WriteString("id", block.Id);
                json.WriteString("name", block.Name);
                json.WritePropertyName("input");
                json.WriteRawValue(isWhole && block.Whole.Length > 0 ? block.Whole : "{}");
                json.WriteStartObject("caller");
                json.WriteString("type", "direct");
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteUsage(Utf8JsonWriter json, AnthropicTokens usage, int output)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.Input);
        json.WriteNumber("cache_creation_input_tokens", usage.CacheWritten5m + usage.CacheWritten1h);
        json.WriteNumber("cache_read_input_tokens", usage.CacheRead);
        json.WriteStartObject("cache_creation");
        json.WriteNumber("ephemeral_5m_input_tokens", usage.CacheWritten5m);
        json.WriteNumber("ephemeral_1h_input_tokens", usage.CacheWritten1h);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", output);
        if (usage.Thinking > 0)
        {
            json.WriteStartObject("output_tokens_details");
            json.WriteNumber("thinking_tokens", usage.Thinking);
            json.WriteEndObject();
        }

        json.WriteString("service_tier", "standard");
        json.WriteEndObject();
    }

    private static byte[] Event(string name, Action<Utf8JsonWriter> fields)
    {
        var data = Json(json =>
        {
            json.WriteString("type", name);
            fields(json);
        });
        return [.. Encoding.UTF8.GetBytes($"event: {name}\ndata: "), .. data, .. "\n\n"u8];
    }

    private static byte[] Json(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
