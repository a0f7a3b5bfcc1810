using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The first fields of a whole chat answer in OpenAI's form.</summary>
internal static class AnswerHead
{
    public static void Write(Utf8JsonWriter json, ForeignCall call)
    {
        json.WriteString("id"u8, call.Id);
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, call.Created);
        json.WriteString("model"u8, call.Model);
    }
}
