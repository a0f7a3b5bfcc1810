using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes a whole answer as a chat answer.</summary>
internal static class GeminiAnswer
{
    public static bool TryWrite(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        var response = GeminiResponse.Read(answer);
        var hasCandidates = response.Candidates.IsArray && !response.Candidates.IsEmpty;
        if (!hasCandidates && !response.BlockReason.IsString) return false;
        if (!AllEndWell(response.Candidates)) return false;

        GeminiUsage usage = default;
        usage.Take(response.Usage);
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        CompletionHead.Write(json, call);
        json.WriteStartArray("choices"u8);
        if (hasCandidates) WriteChoices(json, response.Candidates, new GeminiCallIds(call));
        else WriteChoice(json, default, new GeminiCallIds(call), "content_filter");
        json.WriteEndArray();
        if (usage.IsReported)
        {
            json.WritePropertyName("usage"u8);
            usage.ToTokens().Write(json);
        }

        json.WriteEndObject();
        return true;
    }

    private static bool AllEndWell(RawJson candidates)
    {
        foreach (var item in candidates.Items)
        {
            var candidate = GeminiCandidate.Read(item);
            if (GeminiFinish.IsFailure(candidate.FinishReason) || GeminiFinish.Of(candidate.FinishReason, hasCalls: false) is null) return false;
        }

        return true;
    }

    private static void WriteChoices(Utf8JsonWriter json, RawJson candidates, GeminiCallIds ids)
    {
        foreach (var item in candidates.Items) WriteChoice(json, GeminiCandidate.Read(item), ids, null);
    }

    private static void WriteChoice(Utf8JsonWriter json, GeminiCandidate candidate, GeminiCallIds ids, string? finish)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, candidate.Index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        var calls = WriteMessage(json, candidate.Parts, ids);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finish ?? GeminiFinish.Of(candidate.FinishReason, calls > 0));
        json.WriteEndObject();
    }

    /// <returns>How many functions it calls.</returns>
    private static int WriteMessage(Utf8JsonWriter json, RawJson parts, GeminiCallIds ids)
    {
        var (text, thoughts, calls) = (new JoinedText(), new JoinedText(), 0);
        RawJson signature = default;
        foreach (var item in parts.Items)
        {
            var part = GeminiPart.Read(item);
            if (part.IsCall)
            {
                calls++;
                continue;
            }

            (part.IsThought ? thoughts : text).Add(part.Text);
            if (part.Signature.IsString) signature = part.Signature;
        }

        if (text.IsMissing) json.WriteNull("content"u8);
        else text.WriteTo(json, "content"u8);
        json.WriteNull("refusal"u8);
        if (!thoughts.IsMissing) thoughts.WriteTo(json, "reasoning_content"u8);
        if (signature.IsString) ThoughtSignature.Write(json, signature);
        if (calls > 0) WriteCalls(json, parts, ids);
        return calls;
    }

    private static void WriteCalls(Utf8JsonWriter json, RawJson parts, GeminiCallIds ids)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var item in parts.Items)
        {
            var part = GeminiPart.Read(item);
            if (!part.IsCall) continue;
            json.WriteStartObject();
            GeminiCall.WriteFields(json, ids.Next(part.CallId), part);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
