using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Completions;

/// <summary>Chat's choices as choices of a completion: of a whole answer, or of one chunk.</summary>
internal static class CompletionChoices
{
    /// <summary>Whether there is anything in a chunk's choices that a completion would say.</summary>
    public static bool SaySomething(RawJson choices)
    {
        foreach (var choice in choices.Items)
        {
            if (TextOf(choice).HasText || choice["finish_reason"u8].IsString) return true;
        }

        return false;
    }

    /// <summary>Whether these are choices that can be translated.</summary>
    public static bool AreChat(RawJson choices)
    {
        if (!choices.IsArray) return false;
        foreach (var choice in choices.Items)
        {
            var content = Said(choice)["content"u8];
            if (!choice.IsObject || (content.IsGiven && !content.IsString)) return false;
        }

        return true;
    }

    public static void Write(Utf8JsonWriter json, RawJson choices)
    {
        json.WriteStartArray("choices"u8);
        var position = 0;
        foreach (var choice in choices.Items)
        {
            var text = TextOf(choice);
            json.WriteStartObject();
            json.WriteEscaped("text"u8, text.HasText ? text.Escaped : default);
            json.WriteNumber("index"u8, choice["index"u8].Integer() ?? position);
            json.WriteNull("logprobs"u8);
            WriteFinish(json, choice["finish_reason"u8]);
            json.WriteEndObject();
            position++;
        }

        json.WriteEndArray();
    }

    private static RawJson Said(RawJson choice)
    {
        var message = choice["message"u8];
        return message.IsObject ? message : choice["delta"u8];
    }

    private static RawJson TextOf(RawJson choice)
    {
        var said = Said(choice);
        var content = said["content"u8];
        return content.HasText ? content : said["refusal"u8];
    }

    private static void WriteFinish(Utf8JsonWriter json, RawJson reason)
    {
        if (!reason.IsString) json.WriteNull("finish_reason"u8);
        else if (reason.Is("length"u8) || reason.Is("content_filter"u8)) json.WriteRaw("finish_reason"u8, reason);
        else json.WriteString("finish_reason"u8, "stop"u8);
    }
}
