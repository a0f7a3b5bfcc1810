using System.Buffers;
using System.Text.Json;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Generation;

/// <summary>A typed request as a streamed chat request in OpenAI's form.</summary>
internal static class ChatRequestBody
{
    public static ReadOnlyMemory<byte> Write(GenerationRequest request, string model)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model);
            json.WriteStartArray("messages"u8);
            foreach (var message in request.Messages)
            {
                json.WriteStartObject();
                json.WriteString("role"u8, message.Role);
                json.WriteString("content"u8, message.Content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (request.MaxTokens is { } limit) json.WriteNumber("max_tokens"u8, limit);
            if (request.Temperature is { } temperature) json.WriteNumber("temperature"u8, temperature);
            json.WriteBoolean("stream"u8, true);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
