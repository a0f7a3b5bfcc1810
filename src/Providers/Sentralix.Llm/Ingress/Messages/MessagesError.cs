using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Platform.Http;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>Errors as Anthropic's clients read them.</summary>
internal static class MessagesError
{
    /// <summary>The body of an error's answer.</summary>
    public static byte[] Write(OpenAiError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "error"u8);
            WriteFields(json, error);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The field <c>error</c>, of an answer or of an event.</summary>
    public static void WriteFields(Utf8JsonWriter json, OpenAiError error)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, AnthropicErrors.TypeOf(error.Status));
        json.WriteString("message"u8, MessageOf(error));
        if (error.Code is not null)
        {
            // Where Anthropic's clients look for a code of the service's own.
            json.WriteStartObject("details"u8);
            json.WriteString("error_code"u8, error.Code);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // The form has no place for the field's name but the message.
    private static string MessageOf(OpenAiError error) =>
        error.Param is { } param && !error.Message.Contains(param, StringComparison.Ordinal) ? $"{param}: {error.Message}" : error.Message;
}
