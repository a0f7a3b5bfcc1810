using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>An entry of <c>reasoning_details</c> on its way through a client and back. What a provider has signed or encrypted must
/// reach it again unchanged while tools are being called; the clients' forms have one opaque field for such things, and the entry
/// travels in it.</summary>
internal static class SealedThoughts
{
    // Tells our own from what other makers put there, which nobody here can read.
    private static ReadOnlySpan<byte> Mark => "sentralix.1."u8;

    public static string Seal(ReadOnlySpan<byte> detail) => string.Concat(Encoding.ASCII.GetString(Mark), Base64Url.EncodeToString(detail));

    public static bool IsSealed(RawJson text) => text.HasText && text.Escaped.StartsWith(Mark);

    /// <returns>Null: not of our making, or no longer what it was.</returns>
    public static byte[]? Unseal(RawJson text)
    {
        if (!IsSealed(text)) return null;
        var content = text.Escaped[Mark.Length..];
        if (!Base64Url.IsValid(content)) return null;
        var detail = Base64Url.DecodeFromUtf8(content);
        return Utf8.IsValid(detail) && JsonText.Holds(detail, JsonTokenType.StartObject) ? detail : null;
    }
}
