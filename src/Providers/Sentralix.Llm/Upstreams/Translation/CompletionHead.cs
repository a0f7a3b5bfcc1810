using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>What every whole answer in OpenAI's form begins with.</summary>
internal static class CompletionHead
{
    public static void Write(Utf8JsonWriter json, ForeignCall call)
    {
        json.WriteString("id"u8, call.Id);
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, call.Created);
        json.WriteString("model"u8, call.Model);
    }
}
