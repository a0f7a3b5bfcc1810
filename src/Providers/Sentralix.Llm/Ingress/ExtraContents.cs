using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>What a provider has put into <c>extra_content</c> of a message or of one of its tool calls, on its way through a client and back:
/// Google's signatures of thoughts, without which Gemini 3 refuses the turn after a call. Other forms have no such field; so it is
/// sealed as thoughts are (<see cref="SealedThoughts"/>), and says which call it belongs to.</summary>
internal sealed class ExtraContents
{
    private static ReadOnlySpan<byte> Type => "extra_content"u8;

    private readonly Dictionary<string, byte[]> ofCalls = new(StringComparer.Ordinal);
    private byte[]? ofMessage;

    /// <summary>Whether there is anything to be carried.</summary>
    public static bool IsIn(RawJson extra) => extra.IsObject && !extra.IsEmpty;

    /// <summary>The entry that is sealed.</summary>
    /// <param name="extra">The value of <c>extra_content</c>.</param>
    /// <param name="call">The id of the call that it stands in, its escapes in place; empty: it is the message's own.</param>
    public static byte[] Entry(RawJson extra, ReadOnlySpan<byte> call = default)
    {
        var written = new ArrayBufferWriter<byte>(extra.Bytes.Length + 64);
        using (var json = new Utf8JsonWriter(written, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, Type);
            if (!call.IsEmpty) json.WriteEscaped("call"u8, call);
            json.WriteRaw("value"u8, extra);
            json.WriteEndObject();
        }

        return written.WrittenSpan.ToArray();
    }

    /// <summary>Whether an unsealed entry is one of these.</summary>
    public static bool Is(ReadOnlySpan<byte> entry) => new RawJson(entry)["type"u8].Is(Type);

    /// <summary>Takes an unsealed entry.</summary>
    /// <returns>False: it is something else.</returns>
    public bool TryTake(ReadOnlySpan<byte> entry)
    {
        if (!Is(entry)) return false;
        var value = new RawJson(entry)["value"u8];
        if (!IsIn(value)) return true;
        var call = new RawJson(entry)["call"u8].MendedText();
        // Of several the last counts, as it does where a whole answer is read.
        if (call is null) ofMessage = value.Bytes.ToArray();
        else ofCalls[call] = value.Bytes.ToArray();
        return true;
    }

    /// <summary>Writes what belongs to a call.</summary>
    public void Write(Utf8JsonWriter json, RawJson call)
    {
        if (ofCalls.Count > 0 && call.MendedText() is { } id && ofCalls.TryGetValue(id, out var value)) Write(json, value);
    }

    /// <summary>Writes what belongs to the message itself.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (ofMessage is not null) Write(json, ofMessage);
    }

    private static void Write(Utf8JsonWriter json, byte[] value)
    {
        json.WritePropertyName("extra_content"u8);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
