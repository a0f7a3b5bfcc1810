using System.Diagnostics.CodeAnalysis;

namespace Sentralix.Llm.Upstreams.Access;

/// <summary>Which credentials each kind of provider wants.</summary>
internal static class AccessKinds
{
    /// <summary>The setting that says what a Yandex provider's secret is.</summary>
    public const string Auth = "auth";

    /// <summary>The setting of the address that gives tokens; left out: the provider's own.</summary>
    public const string TokenUrl = "token_url";

    /// <summary>GigaChat's setting of the API that the account has.</summary>
    public const string Scope = "scope";

    /// <summary>The value of <see cref="Auth"/> for the key of a service account, which is a file of JSON.</summary>
    public const string ServiceAccount = "service_account";

    private const string ApiKey = "api_key";
    private const string IamToken = "iam_token";
    private const string OAuthToken = "oauth_token";

    /// <summary>What a Yandex provider's secret may be; the first where nothing is said.</summary>
    public static readonly string[] YandexAuths = [ApiKey, IamToken, ServiceAccount, OAuthToken];

    /// <summary>Makes a credential's access.</summary>
    /// <param name="kind">The provider's kind.</param>
    /// <param name="upstream">The provider's name, for faults.</param>
    /// <param name="secret">The key; null: the server wants none.</param>
    /// <param name="settings">The provider's, checked.</param>
    /// <param name="http">The provider's way out, for those that ask for tokens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="access">The access.</param>
    /// <param name="problem">What is wrong with the secret, without the secret.</param>
    public static bool TryMake(
        string kind, string upstream, string? secret, IReadOnlyDictionary<string, string> settings, HttpMessageInvoker http, TimeProvider time,
        [NotNullWhen(true)] out IUpstreamAccess? access, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        access = null;
        // All but the key of a service account, which is a file's text, travel in a header.
        var isFile = kind is ProviderKinds.Yandex or ProviderKinds.YandexCompatible && AuthOf(settings) == ServiceAccount;
        if (secret is not null && !isFile && ProviderSecretForms.HeaderValue(secret) is { } wrong)
        {
            problem = wrong;
            return false;
        }

        switch (kind)
        {
            case ProviderKinds.Anthropic:
                access = new HeaderAccess("x-api-key", "", secret);
                return true;
            case ProviderKinds.AzureOpenAi:
                access = new HeaderAccess("api-key", "", secret);
                return true;
            case ProviderKinds.Gemini:
                access = new HeaderAccess("x-goog-api-key", "", secret);
                return true;
            case ProviderKinds.Yandex or ProviderKinds.YandexCompatible:
                return TryYandex(upstream, secret, settings, http, time, out access, out problem);
            case ProviderKinds.GigaChat when secret is not null:
                access = new TokenAccess(upstream, new GigaChatTokens(
                    http, Address(settings, GigaChatTokens.DefaultAddress), secret, settings.GetValueOrDefault(Scope) ?? GigaChatTokens.DefaultScope), time);
                return true;
            default:
                access = new HeaderAccess("Authorization", "Bearer ", secret);
                return true;
        }
    }

    /// <summary>Whether a Yandex provider's credentials are a person's, or may be.</summary>
    public static bool IsPersonal(IReadOnlyDictionary<string, string> settings) => AuthOf(settings) is OAuthToken or IamToken;

    private static bool TryYandex(
        string upstream, string? secret, IReadOnlyDictionary<string, string> settings, HttpMessageInvoker http, TimeProvider time,
        [NotNullWhen(true)] out IUpstreamAccess? access, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        access = null;
        var address = Address(settings, YandexTokens.DefaultAddress);
        switch (AuthOf(settings))
        {
            case ServiceAccount when secret is not null:
                if (!ServiceAccountKey.TryRead(secret, out var key, out problem)) return false;
                access = new TokenAccess(upstream, YandexTokens.OfServiceAccount(http, address, key, time), time);
                return true;
            case OAuthToken when secret is not null:
                access = new TokenAccess(upstream, YandexTokens.OfPerson(http, address, secret), time);
                return true;
            case IamToken:
                access = new HeaderAccess("Authorization", "Bearer ", secret);
                return true;
            default:
                access = new HeaderAccess("Authorization", "Api-Key ", secret);
                return true;
        }
    }

    private static string AuthOf(IReadOnlyDictionary<string, string> settings) => settings.GetValueOrDefault(Auth) ?? ApiKey;

    private static Uri Address(IReadOnlyDictionary<string, string> settings, string usual) => new(settings.GetValueOrDefault(TokenUrl) ?? usual);
}
