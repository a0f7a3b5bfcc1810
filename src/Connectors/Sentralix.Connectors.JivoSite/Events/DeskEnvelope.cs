using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Contracts;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>What an agent sends by the Chat API: for whom, and under which key.</summary>
/// <param name="Key">Unique for ever.</param>
/// <param name="Recipient">Our id of the dialogue, which is the core's of the conversation.</param>
internal sealed record DeskEnvelope(string Key, string Recipient)
{
    private const int LongestId = 100;

    /// <summary>Whether a body is one.</summary>
    public static bool IsOne(JsonElement root) => root.Text("event") is null && root.Object("recipient") is not null && root.Object("message") is not null;

    /// <summary>Whether it is for a conversation of ours: of a stranger's Jivo is told, and does not repeat it.</summary>
    public static bool IsForUs(JsonElement root) => Ids.IsValid("cnv", root.Object("recipient")?.Id("id"));

    public static DeskEnvelope Read(JsonElement root, ReadOnlyMemory<byte> body)
    {
        var recipient = root.Object("recipient")?.Id("id") is { Length: <= LongestId } id ? id : "";
        var message = root.Object("message")?.Id("id") is { Length: <= LongestId } known ? known : Convert.ToHexStringLower(SHA256.HashData(body.Span));
        return new($"jivo:desk:{recipient}:{message}", recipient);
    }
}
