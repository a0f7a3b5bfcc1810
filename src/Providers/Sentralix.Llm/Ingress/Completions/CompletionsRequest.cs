using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Completions;

/// <summary>A request for a completion, written as a chat request: the prompt is what the user says. Fields that chat has too, and
/// those that nobody here knows, travel on as they are.</summary>
internal static class CompletionsRequest
{
    /// <returns>Null: written.</returns>
    public static OpenAiError? Write(RawJson request, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        RawJson prompt = default, n = default, bestOf = default;
        foreach (var field in request.Fields)
        {
            if (field.Is("prompt"u8)) prompt = field.Value;
            else if (field.Is("best_of"u8)) bestOf = field.Value;
            else if (Refusal(field) is { } refusal) return refusal;
            else if (!IsLost(field)) Keep(json, field);
            if (field.Is("n"u8)) n = field.Value;
        }

        // As many as are asked for is what best_of means without picking.
        if (bestOf.IsGiven && bestOf.Integer() != (n.Integer() ?? 1))
            return CannotSay.Parameter("best_of", "chat models give no probabilities by which the best answer could be picked.");
        if (WritePrompt(json, prompt) is { } badPrompt) return badPrompt;
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WritePrompt(Utf8JsonWriter json, RawJson prompt)
    {
        if (!prompt.IsGiven) return Refuse.Missing("prompt");
        if (prompt.IsArray)
        {
            var only = default(RawJson);
            foreach (var item in prompt.Items)
            {
                if (!item.IsString) return CannotSay.Value("prompt", "tokens are numbers of one model's vocabulary; give the text.");
                if (only.IsGiven) return CannotSay.Value("prompt", "one prompt a call; make a call for each.");
                only = item;
            }

            prompt = only;
        }

        if (!prompt.IsString) return Refuse.InvalidType("prompt", "a string");
        json.WriteStartArray("messages"u8);
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        json.WriteRaw("content"u8, prompt);
        json.WriteEndObject();
        json.WriteEndArray();
        return null;
    }

    private static OpenAiError? Refusal(RawJson.Field field)
    {
        var value = field.Value;
        if (field.Is("suffix"u8))
            return value.HasText ? CannotSay.Parameter("suffix", "chat models do not write into a gap.") : null;
        if (field.Is("echo"u8))
            return value.IsTrue ? CannotSay.Parameter("echo", "an answer does not go on from the prompt, so the prompt is not repeated before it.") : null;
        if (field.Is("logprobs"u8))
            return value.IsGiven ? CannotSay.Parameter("logprobs", "chat models do not give them in this form.") : null;
        return value.IsGiven && !IsShared(field) && ChatFieldNames.Has(field.Name) ? Refuse.Unknown(field.Name.Text()) : null;
    }

    private static bool IsLost(RawJson.Field field) =>
        !field.Value.IsGiven || field.Is("suffix"u8) || field.Is("echo"u8) || field.Is("logprobs"u8) || field.Is("stream_options"u8);

    /// <summary>What both forms have under the same name.</summary>
    private static bool IsShared(RawJson.Field field) =>
        field.Is("model"u8) || field.Is("max_tokens"u8) || field.Is("temperature"u8) || field.Is("top_p"u8) || field.Is("n"u8)
        || field.Is("stop"u8) || field.Is("stream"u8) || field.Is("stream_options"u8) || field.Is("presence_penalty"u8)
        || field.Is("frequency_penalty"u8) || field.Is("logit_bias"u8) || field.Is("seed"u8) || field.Is("user"u8);

    private static void Keep(Utf8JsonWriter json, RawJson.Field field)
    {
        json.WritePropertyName(field.Name.Text());
        json.WriteRaw(field.Value);
    }
}
