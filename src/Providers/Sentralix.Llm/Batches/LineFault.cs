using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Batches;

/// <summary>What is wrong with a batch's input, as <c>errors.data</c> of a batch tells it.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Message">For people.</param>
/// <param name="Line">The line's number, from 1; null: it is about the whole.</param>
/// <param name="Param">The field.</param>
internal sealed record LineFault(string Code, string Message, int? Line = null, string? Param = null)
{
    /// <summary>As a batch shows them: <c>{"object":"list","data":[…]}</c>.</summary>
    public static string ToJson(IReadOnlyList<LineFault> faults)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var fault in faults)
            {
                json.WriteStartObject();
                json.WriteString("code"u8, fault.Code);
                json.WriteString("message"u8, fault.Message);
                json.WriteString("param"u8, fault.Param);
                if (fault.Line is { } line) json.WriteNumber("line"u8, line);
                else json.WriteNull("line"u8);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
