using System.Text.Json;
using Sentralix.Llm.Upstreams.Access;

namespace Sentralix.Llm.Upstreams;

/// <summary>What providers' keys look like. Nothing that is said of one shows it.</summary>
internal static class ProviderSecretForms
{
    private const string NoServiceAccount = "is not the JSON of a service account's key";

    private static readonly string[] ServiceAccountFields = ["id", "service_account_id", "private_key"];

    /// <summary>What goes into a header.</summary>
    public static string? HeaderValue(string secret) => secret.All(c => c is > ' ' and <= '~') ? null : "has characters that no HTTP header may carry";

    /// <summary>Yandex takes keys and tokens, or the key of a service account, which is a file of JSON.</summary>
    public static string? YandexKey(string secret, IReadOnlyDictionary<string, string> settings)
    {
        if (settings.GetValueOrDefault(AccessKinds.Auth) != AccessKinds.ServiceAccount) return HeaderValue(secret);
        try
        {
            using var key = JsonDocument.Parse(secret);
            if (key.RootElement.ValueKind != JsonValueKind.Object) return NoServiceAccount;
            var missing = ServiceAccountFields.Where(field => !key.RootElement.TryGetProperty(field, out var value) || value.ValueKind != JsonValueKind.String).ToList();
            return missing.Count == 0 ? null : $"lacks {string.Join(", ", missing)} of a service account's key";
        }
        catch (JsonException)
        {
            return NoServiceAccount;
        }
    }

    /// <summary>The end of a secret, as far as it gives nothing away.</summary>
    public static string Hint(string secret) =>
        secret.Length >= 12 && secret.AsSpan(secret.Length - 4).IndexOfAnyExcept(Tellable) < 0 ? $"…{secret[^4..]}" : "…";

    private static readonly System.Buffers.SearchValues<char> Tellable =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/.");
}
