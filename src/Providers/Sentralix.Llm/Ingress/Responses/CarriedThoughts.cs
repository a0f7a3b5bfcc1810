using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>Reasoning items that come back. What a provider signed or encrypted has to reach it again unchanged while tools are
/// being called; this form has one opaque field for such things, and chat's <c>reasoning_details</c> travel in it.</summary>
internal struct CarriedThoughts
{
    // Tells our own from OpenAI's, which nobody here can read.
    private static ReadOnlySpan<byte> Mark => "sentralix.1."u8;

    private List<byte[]>? details;
    private List<string>? texts;

    /// <summary>An entry of <c>reasoning_details</c> as a client gets it: <c>encrypted_content</c>.</summary>
    public static string Seal(ReadOnlySpan<byte> detail) => string.Concat(Encoding.ASCII.GetString(Mark), Base64Url.EncodeToString(detail));

    public void Take(RawJson item)
    {
        var content = item["encrypted_content"u8];
        if (content.HasText)
        {
            if (Unseal(content.Escaped) is { } detail) (details ??= []).Add(detail);
            return;
        }

        Read(item["summary"u8]);
        Read(item["content"u8]);
    }

    public readonly void Write(Utf8JsonWriter json)
    {
        if (details is not null)
        {
            json.WriteStartArray("reasoning_details"u8);
            foreach (var detail in details) json.WriteRawValue(detail, skipInputValidation: true);
            json.WriteEndArray();
        }

        // Thoughts without a signature came from a server that has them in this field, and go back to it there.
        if (texts is not null) json.WriteString("reasoning_content"u8, string.Join("\n\n", texts));
    }

    private void Read(RawJson parts)
    {
        if (!parts.IsArray) return;
        foreach (var part in parts.Items)
        {
            if (part["text"u8] is { HasText: true } text) (texts ??= []).Add(text.Text());
        }
    }

    /// <returns>Null: not of our making; dropped, as another provider could not read it either.</returns>
    private static byte[]? Unseal(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(Mark)) return null;
        var sealedPart = content[Mark.Length..];
        if (!Base64Url.IsValid(sealedPart)) return null;
        var detail = Base64Url.DecodeFromUtf8(sealedPart);
        try
        {
            var reader = new Utf8JsonReader(detail);
            if (!System.Text.Unicode.Utf8.IsValid(detail) || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            reader.Skip();
            return reader.Read() ? null : detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
