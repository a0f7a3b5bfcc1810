using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Batches;

/// <summary>Lines of output files, in OpenAI's form, without their ends.</summary>
internal static class LineRecord
{
    /// <summary>A line's own id: the same whenever it is asked.</summary>
    public static string IdOf(string batch, int line) => Ids.Derive("batch_req", string.Create(CultureInfo.InvariantCulture, $"{batch}/{line}"));

    /// <summary>A line that was answered, with whatever status.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="line">The line.</param>
    /// <param name="answer">What it was answered.</param>
    /// <param name="requestId">The call's id.</param>
    public static byte[] Answered(string batch, BatchLine line, LineAnswer answer, string requestId) => Write(batch, line, answer.Body.Length + 256, json =>
    {
        json.WriteStartObject("response"u8);
        json.WriteNumber("status_code"u8, answer.Status);
        json.WriteString("request_id"u8, requestId);
        json.WritePropertyName("body"u8);
        json.WriteRawValue(OnOneLine(answer.Body.Span), skipInputValidation: true);
        json.WriteEndObject();
        json.WriteNull("error"u8);
    });

    /// <summary>A line that has no answer.</summary>
    public static byte[] Unanswered(string batch, BatchLine line, string code, string message) => Write(batch, line, 512, json =>
    {
        json.WriteNull("response"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, code);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    });

    private static byte[] Write(string batch, BatchLine line, int size, Action<Utf8JsonWriter> outcome)
    {
        var buffer = new ArrayBufferWriter<byte>(size + line.CustomId.Length);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, IdOf(batch, line.Number));
            json.WritePropertyName("custom_id"u8);
            json.WriteRawValue(line.CustomId.Span, skipInputValidation: true);
            outcome(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>JSON has ends of lines only between its values; some providers print prettily.</summary>
    private static ReadOnlySpan<byte> OnOneLine(ReadOnlySpan<byte> json)
    {
        if (!json.ContainsAny("\r\n"u8)) return json;
        var line = json.ToArray();
        var kept = 0;
        foreach (var b in line)
        {
            if (b is not ((byte)'\r' or (byte)'\n')) line[kept++] = b;
        }

        return line.AsSpan(0, kept);
    }
}
