using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>The signature of the thought behind a text or a call, on its way through a client and back. It travels where Google's own
/// endpoint of OpenAI's form puts it: <c>extra_content.google.thought_signature</c> of the tool call, or of the message.</summary>
internal static class ThoughtSignature
{
    /// <summary>What Google takes in place of a signature for calls that another model made, or that a client returned without it:
    /// https://ai.google.dev/gemini-api/docs/thought-signatures</summary>
    public static ReadOnlySpan<byte> None => "skip_thought_signature_validator"u8;

    public static RawJson Read(RawJson extraContent)
    {
        RawJson signature = default;
        foreach (var part in extraContent.Fields)
        {
            if (!part.Is("google"u8)) continue;
            foreach (var inner in part.Value.Fields)
            {
                if (inner.Is("thought_signature"u8)) signature = inner.Value;
            }
        }

        return signature.HasText ? signature : default;
    }

    /// <summary>Whether one of these calls carries one.</summary>
    public static bool IsAmong(RawJson calls)
    {
        foreach (var item in calls.Items)
        {
            if (Read(ChatToolCall.Read(item).ExtraContent).IsString) return true;
        }

        return false;
    }

    public static void Write(Utf8JsonWriter json, RawJson signature)
    {
        json.WriteStartObject("extra_content"u8);
        json.WriteStartObject("google"u8);
        json.WriteRaw("thought_signature"u8, signature);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
