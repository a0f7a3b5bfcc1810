using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams;

/// <summary>The kinds of providers there are, and what each one takes.</summary>
internal static class ProviderKinds
{
    public const string OpenAi = "openai";
    public const string AzureOpenAi = "azure_openai";
    public const string Anthropic = "anthropic";
    public const string Gemini = "gemini";
    public const string Yandex = "yandex";
    public const string YandexCompatible = "yandex_compatible";
    public const string GigaChat = "gigachat";

    private static readonly ProviderSetting Flag = new(false, (value, _) => value is "true" or "false" ? null : "must be true or false");
    private static readonly ProviderSetting Address = new(false, ProviderAddress.Check);

    // A cloud's folder is a part of its models' names and of a header.
    private static readonly ProviderSetting Folder = new(true, (value, _) => Name(value, 64));

    private static readonly Dictionary<string, ProviderKind> All = new ProviderKind[]
    {
        // Also every server that speaks the same, of which many need no key.
        new(OpenAi, "https://api.openai.com/v1", needsKey: false)
        {
            Settings = new Dictionary<string, ProviderSetting>
            {
                ["stream_usage"] = Flag,
                ["max_tokens_field"] = OneOf("max_tokens", "max_completion_tokens"),
            },
        },

        // Every customer of Azure has an address of its own.
        new(AzureOpenAi, null, needsKey: true)
        {
            Settings = new Dictionary<string, ProviderSetting>
            {
                ["api_version"] = new(false, (value, _) => Name(value, 40)),
                ["stream_usage"] = Flag,
                ["max_tokens_field"] = OneOf("max_tokens", "max_completion_tokens"),
            },
        },
        new(Anthropic, "https://api.anthropic.com", needsKey: true),
        new(Gemini, "https://generativelanguage.googleapis.com/v1beta", needsKey: true),
        new(Yandex, "https://llm.api.cloud.yandex.net", needsKey: true, ProviderSecretForms.YandexKey) { Settings = OfYandex() },
        new(YandexCompatible, "https://llm.api.cloud.yandex.net/v1", needsKey: true, ProviderSecretForms.YandexKey) { Settings = OfYandex() },
        new(GigaChat, "https://gigachat.devices.sberbank.ru/api/v1", needsKey: true)
        {
            Settings = new Dictionary<string, ProviderSetting>
            {
                ["scope"] = OneOf("GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP"),
                ["auth_url"] = Address,
            },
        },
    }.ToDictionary(kind => kind.Name);

    public static IEnumerable<string> Names => All.Keys;

    public static ProviderKind? Find(string name) => All.GetValueOrDefault(name);

    private static Dictionary<string, ProviderSetting> OfYandex() => new()
    {
        ["folder_id"] = Folder,
        ["data_logging"] = Flag,
        ["iam_url"] = Address,
    };

    private static ProviderSetting OneOf(params string[] allowed) =>
        new(false, (value, _) => allowed.Contains(value) ? null : $"must be one of {string.Join(", ", allowed)}");

    private static string? Name(string value, int longest) =>
        value.Length <= longest && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? null : $"must be 1 to {longest} letters, digits, '-', '_' and '.'";
}

/// <summary>A kind of provider.</summary>
/// <param name="name">As administrators write it.</param>
/// <param name="address">Where everybody finds it; null: every customer has another address.</param>
/// <param name="needsKey">Whether nothing can be asked of it without a key.</param>
/// <param name="checkKey">What is wrong with a key's secret, in words that do not show it; left out: it goes into a header as it is.</param>
internal sealed class ProviderKind(string name, string? address, bool needsKey, Func<string, string?>? checkKey = null)
{
    public string Name { get; } = name;

    public string? Address { get; } = address;

    public bool NeedsKey { get; } = needsKey;

    public Func<string, string?> CheckKey { get; } = checkKey ?? ProviderSecretForms.HeaderValue;

    public IReadOnlyDictionary<string, ProviderSetting> Settings { get; init; } = new Dictionary<string, ProviderSetting>();
}

/// <summary>A setting of a kind. Settings are told to whoever may read providers: secrets are keys.</summary>
/// <param name="Required">Whether there is no provider without it.</param>
/// <param name="Check">What is wrong with a value; null: nothing.</param>
internal sealed record ProviderSetting(bool Required, Func<string, EgressGuard, string?> Check);
