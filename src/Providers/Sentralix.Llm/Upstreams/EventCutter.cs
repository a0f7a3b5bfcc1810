using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Upstreams;

/// <summary>Cuts a provider's stream into its events, whichever way they follow each other, however its bytes fall into pieces.</summary>
internal sealed class EventCutter(StreamFraming framing)
{
    private readonly EventLines? lines = framing == StreamFraming.Events ? new EventLines() : null;
    private readonly ArrayBufferWriter<byte> waiting = new();
    private byte[] found = [];
    private int foundLength;

    /// <summary>The name of the event that was found last; empty where it has none.</summary>
    public ReadOnlySpan<byte> Name => lines is null ? default : lines.Name;

    /// <summary>The data of the event that was found last.</summary>
    public ReadOnlySpan<byte> Data => lines is null ? found.AsSpan(0, foundLength) : lines.Data;

    /// <summary>Bytes that are no whole event yet.</summary>
    public int Waiting => lines?.Waiting ?? waiting.WrittenCount;

    public EventLine Next(ref ReadOnlySpan<byte> piece)
    {
        if (lines is not null) return lines.Next(ref piece);
        waiting.Write(piece);
        piece = default;
        return NextObject();
    }

    /// <summary>The stream is at its end.</summary>
    public EventLine Last() => lines?.Last() ?? NextObject();

    private EventLine NextObject()
    {
        var bytes = waiting.WrittenSpan.TrimStart(" \t\r\n,"u8);
        if (bytes.IsEmpty) return EventLine.None;
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 256 }));
        bool isWhole;
        try
        {
            isWhole = reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            // Not JSON: whoever is asked what it means will say so.
            isWhole = true;
            reader = default;
        }

        if (!isWhole) return EventLine.None;
        var length = reader.BytesConsumed > 0 ? (int)reader.BytesConsumed : bytes.Length;
        if (found.Length < length) found = new byte[Math.Max(length, 1024)];
        bytes[..length].CopyTo(found);
        foundLength = length;

        var rest = bytes[length..].ToArray();
        waiting.ResetWrittenCount();
        waiting.Write(rest);
        return EventLine.Data;
    }
}
