using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;

namespace Sentralix.Assistants.Storage;

/// <summary>A configuration as it is stored: JSON that is the same text for the same content.</summary>
internal static class ConfigurationDocument
{
    public static string Write(AssistantConfiguration configuration)
    {
        // Fields are written in the order of the record; only the dictionary has an order of its sender's.
        var apologies = new SortedDictionary<string, string>(configuration.Apologies.ToDictionary(), StringComparer.Ordinal);
        return JsonSerializer.Serialize(configuration with { Apologies = apologies }, SentralixJson.Options);
    }

    public static AssistantConfiguration Read(string document) =>
        JsonSerializer.Deserialize<AssistantConfiguration>(document, SentralixJson.Options)
        ?? throw new InvalidOperationException("A stored configuration is empty.");

    /// <summary>SHA-256 of a stored document, in lower-case hexadecimal.</summary>
    public static string Hash(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));
}
