using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Peers.Gemini;

/// <summary>Answers in the exact form of Google's API: whole ones printed prettily, streams with <c>\r\n</c>.</summary>
internal static class GeminiWire
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Pretty = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    public static byte[] Content(string id, string model, ContentSaid content) => Json(Pretty, json =>
    {
        if (content.Candidates.Count > 0)
        {
            json.WriteStartArray("candidates");
            foreach (var (index, candidate) in content.Candidates.Index()) WriteCandidate(json, index, candidate.Parts, candidate.FinishReason);
            json.WriteEndArray();
        }

        WriteTail(json, id, model, content, content.Usage.Candidates);
    });

    /// <summary>The events of a stream, each with its blank line. Candidates take turns, and the last event of each says why it stopped.</summary>
    public static IEnumerable<byte[]> Events(string id, string model, ContentSaid content)
    {
        if (content.Candidates.Count == 0) yield return Event(json => WriteTail(json, id, model, content, 0));
        var longest = content.Candidates.Count == 0 ? 0 : content.Candidates.Max(candidate => candidate.Parts.Count);
        for (var at = 0; at < longest; at++)
        {
            foreach (var (index, candidate) in content.Candidates.Index())
            {
                if (at >= candidate.Parts.Count) continue;
                var (part, isLast) = (candidate.Parts[at], at == candidate.Parts.Count - 1);
                var soFar = content.Usage.Candidates * (at + 1) / longest;
                yield return Event(json =>
                {
                    json.WriteStartArray("candidates");
                    WriteCandidate(json, index, [part], isLast ? candidate.FinishReason : null);
                    json.WriteEndArray();
                    WriteTail(json, id, model, content, soFar);
                });
            }
        }
    }

    public static byte[] ErrorEvent(GeminiRefusal refusal) => [.. "data: "u8, .. refusal.ToBytes(), .. "\r\n\r\n"u8];

    /// <summary>The whole stream as one list, for those who forget <c>alt=sse</c>.</summary>
    public static byte[] List(string id, string model, ContentSaid content) =>
        [.. "["u8, .. Events(id, model, content).SelectMany((sent, at) => at == 0 ? sent["data: ".Length..] : [.. ","u8, .. sent["data: ".Length..]]), .. "]"u8];

    public static byte[] Embeddings(IReadOnlyList<float[]> vectors, int? tokens) => Json(Pretty, json =>
    {
        json.WriteStartArray("embeddings");
        foreach (var vector in vectors)
        {
            json.WriteStartObject();
            json.WriteStartArray("values");
            foreach (var value in vector) json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (tokens is not { } counted) return;
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", counted);
        json.WriteEndObject();
    });

    private static void WriteCandidate(Utf8JsonWriter json, int index, IReadOnlyList<ContentPart> parts, string? finishReason)
    {
        json.WriteStartObject();
        json.WriteStartObject("content");
        if (parts.Count > 0)
        {
            json.WriteStartArray("parts");
            foreach (var part in parts) WritePart(json, part);
            json.WriteEndArray();
        }

        json.WriteString("role", "model");
        json.WriteEndObject();
        if (finishReason is not null) json.WriteString("finishReason", finishReason);
        json.WriteNumber("index", index);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, ContentPart part)
    {
        json.WriteStartObject();
        if (part.CallName is not null)
        {
            json.WriteStartObject("functionCall");
            if (part.CallId is not null) json.WriteString("id", part.CallId);
            json.WriteString("name", part.CallName);
            json.WritePropertyName("args");
            using (var arguments = JsonDocument.Parse(part.CallArguments)) arguments.RootElement.WriteTo(json);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text", part.Text);
        }

        if (part.IsThought) json.WriteBoolean("thought", true);
        if (part.Signature is not null) json.WriteString("thoughtSignature", part.Signature);
        json.WriteEndObject();
    }

    private static void WriteTail(Utf8JsonWriter json, string id, string model, ContentSaid content, int candidateTokens)
    {
        if (content.BlockReason is not null)
        {
            json.WriteStartObject("promptFeedback");
            json.WriteString("blockReason", content.BlockReason);
            json.WriteEndObject();
        }

        var usage = content.Usage;
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", usage.Prompt);
        if (candidateTokens > 0) json.WriteNumber("candidatesTokenCount", candidateTokens);
        json.WriteNumber("totalTokenCount", usage.Prompt + candidateTokens + usage.Thoughts + usage.ToolPrompt);
        if (usage.Cached > 0) json.WriteNumber("cachedContentTokenCount", usage.Cached);
        if (usage.ToolPrompt > 0) json.WriteNumber("toolUsePromptTokenCount", usage.ToolPrompt);
        if (usage.Thoughts > 0) json.WriteNumber("thoughtsTokenCount", usage.Thoughts);
        json.WriteEndObject();
        json.WriteString("modelVersion", model);
        json.WriteString("responseId", id);
    }

    private static byte[] Event(Action<Utf8JsonWriter> fields) => [.. "data: "u8, .. Json(Plain, fields), .. "\r\n\r\n"u8];

    private static byte[] Json(JsonWriterOptions options, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
