using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>Contacts that people share, and whether MAX vouches for them.</summary>
internal static class ContactCards
{
    /// <param name="payload">The attachment's payload.</param>
    /// <param name="token">The bot's token, with which MAX signs a person's own card.</param>
    /// <param name="senderId">Who sent it; null where the message is somebody else's, passed on.</param>
    public static ContactCard Read(JsonElement payload, string token, string? senderId)
    {
        var card = payload.Text("vcf_info");
        var person = payload.Object("max_info") ?? payload.Object("tam_info");
        var lines = Lines(card ?? "");
        var name = Values(lines, "FN").FirstOrDefault() is { Length: > 0 } full ? full : People.Name(person) ?? "";
        var own = card is not null && senderId is not null && (People.Id(person) ?? senderId) == senderId && IsSigned(card, payload.Text("hash"), token);
        return new(name, [.. Values(lines, "TEL").Select(phone => phone.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? phone[4..] : phone).Distinct()], card, own);
    }

    private static bool IsSigned(string card, string? hash, string token)
    {
        if (token.Length == 0 || hash is not { Length: 64 } || !hash.All(char.IsAsciiHexDigit)) return false;
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(card)), Convert.FromHexString(hash));
    }

    // Long lines of a card go on in the next one, after a space.
    private static string[] Lines(string card) =>
        card.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal).Replace("\n\t", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // "TEL;TYPE=cell:+7…", also with a group's name before it: "item1.TEL:+7…".
    private static IEnumerable<string> Values(string[] lines, string property)
    {
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var name = line[..colon].Split(';')[0];
            if (name[(name.LastIndexOf('.') + 1)..].Equals(property, StringComparison.OrdinalIgnoreCase) && line[(colon + 1)..].Trim() is { Length: > 0 } value)
                yield return value.Replace("\\,", ",", StringComparison.Ordinal).Replace("\\;", ";", StringComparison.Ordinal);
        }
    }
}
