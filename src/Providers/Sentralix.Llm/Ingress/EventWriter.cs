using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>Writes named events: <c>event: x</c>, and <c>data</c> whose <c>type</c> says the same.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Flushed after every event, the writer holds nothing that would have to be given back.")]
internal sealed class EventWriter
{
    private Utf8JsonWriter? json;

    /// <summary>Begins an event. Its fields are written to what comes back, which is open until <see cref="End"/>.</summary>
    public Utf8JsonWriter Begin(IBufferWriter<byte> written, ReadOnlySpan<byte> type)
    {
        written.Write("event: "u8);
        written.Write(type);
        written.Write("\ndata: "u8);
        if (json is null) json = new Utf8JsonWriter(written, DialectJson.Writer);
        else json.Reset(written);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        return json;
    }

    public void End(IBufferWriter<byte> written)
    {
        json!.WriteEndObject();
        json.Flush();
        written.Write("\n\n"u8);
    }
}
