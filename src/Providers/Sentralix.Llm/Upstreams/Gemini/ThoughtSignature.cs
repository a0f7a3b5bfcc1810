using System.Text.Json;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>The signature of the thought behind a text or a call, on its way through a client and back. It travels where Google's own
/// endpoint of OpenAI's form puts it: <c>extra_content.google.thought_signature</c> of the tool call, or of the message.</summary>
internal static class ThoughtSignature
{
    /// <summary>What Google takes in place of a signature for calls that another model made, or that a client returned without it:
    /// https://ai.google.dev/gemini-api/docs/thought-signatures</summary>
    public static ReadOnlySpan<byte> None => "skip_thought_signature_validator"u8;

    public static JsonValue Read(JsonValue extraContent)
    {
        JsonValue signature = default;
        var extra = new FieldWalk(extraContent);
        while (extra.Next(out var value))
        {
            if (!extra.Is("google"u8)) continue;
            var google = new FieldWalk(value);
            while (google.Next(out var field))
            {
                if (google.Is("thought_signature"u8)) signature = field;
            }
        }

        return signature.IsString && !signature.IsEmptyText ? signature : default;
    }

    /// <summary>Whether one of these calls carries one.</summary>
    public static bool IsAmong(JsonValue calls)
    {
        var items = new ItemWalk(calls);
        while (items.Next(out var item))
        {
            if (Read(ChatToolCall.Read(item).ExtraContent).IsString) return true;
        }

        return false;
    }

    public static void Write(Utf8JsonWriter json, JsonValue signature)
    {
        json.WriteStartObject("extra_content"u8);
        json.WriteStartObject("google"u8);
        signature.WriteTo(json, "thought_signature"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
