using System.Globalization;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.Yandex;
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

    /// <summary>The setting of the forms that a server takes besides chat and embeddings, as they are.</summary>
    public const string Forms = "forms";

    private const string OpenAiHost = "api.openai.com";

    // In the order of the documentation. Azure has no address for the others.
    private static readonly WireForm[] OpenAiForms = [WireForm.Completions, WireForm.Responses, WireForm.Messages, WireForm.Rerank, WireForm.Moderations];
    private static readonly WireForm[] AzureForms = [WireForm.Completions, WireForm.Responses];
    private static readonly WireForm[] OpenAisOwn = [WireForm.Completions, WireForm.Responses, WireForm.Moderations];

    private static readonly ProviderSetting Flag = OneOf("true", "false");
    private static readonly ProviderSetting Address = new(false, ProviderAddress.Check);

    private static readonly Dictionary<string, ProviderKind> All = new ProviderKind[]
    {
        // Also every server that speaks the same, of which many need no key.
        new(OpenAi, "https://api.openai.com/v1", needsKey: false) { Settings = OfOpenAi(OpenAiForms) },

        // Every customer of Azure has an address of its own.
        new(AzureOpenAi, null, needsKey: true) { Settings = new(OfOpenAi(AzureForms)) { [Addresses.ApiVersion] = Version(32) } },
        new(Anthropic, "https://api.anthropic.com", needsKey: true)
        {
            Settings = new()
            {
                ["version"] = Name(32),
                ["beta"] = List(500),
                ["default_max_tokens"] = Count(1_000_000),
                ["thinking"] = OneOf("auto", "adaptive", "budget"),
                ["thinking_display"] = OneOf("summarized", "omitted"),
                ["sampling"] = OneOf("auto", "send", "drop"),
            },
        },
        new(Gemini, "https://generativelanguage.googleapis.com", needsKey: true)
        {
            Settings = new()
            {
                ["version"] = Name(32),
                ["thinking"] = OneOf("auto", "level", "budget"),
                ["include_thoughts"] = Flag,
                ["task_type"] = Name(64),
            },
        },
        new(Yandex, "https://llm.api.cloud.yandex.net/foundationModels/v1", needsKey: true, ProviderSecretForms.YandexKey) { Settings = OfYandex() },
        new(YandexCompatible, "https://llm.api.cloud.yandex.net/v1", needsKey: true, ProviderSecretForms.YandexKey) { Settings = OfYandex() },
        new(GigaChat, "https://gigachat.devices.sberbank.ru/api/v1", needsKey: true)
        {
            Settings = new()
            {
                [AccessKinds.Scope] = OneOf(GigaChatTokens.Scopes),
                [AccessKinds.TokenUrl] = Address,
            },
        },
    }.ToDictionary(kind => kind.Name);

    public static IEnumerable<string> Names => All.Keys;

    public static ProviderKind? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The forms that a provider takes besides chat and embeddings, as they are.</summary>
    /// <param name="kind">The provider's kind.</param>
    /// <param name="baseUrl">Its base address.</param>
    /// <param name="settings">Its settings, checked.</param>
    public static IReadOnlyList<WireForm> FormsOf(string kind, Uri baseUrl, IReadOnlyDictionary<string, string> settings) => kind switch
    {
        Anthropic => [WireForm.Messages],
        OpenAi or AzureOpenAi when settings.TryGetValue(Forms, out var named) => WireForms.Read(named),
        // Of any other server nobody knows before he has asked its owner.
        OpenAi or AzureOpenAi when baseUrl.Host.Equals(OpenAiHost, StringComparison.OrdinalIgnoreCase) => OpenAisOwn,
        _ => [],
    };

    private static Dictionary<string, ProviderSetting> OfOpenAi(WireForm[] forms) => new()
    {
        [Forms] = new(false, (value, _) => WireForms.Check(value, forms)),
        ["stream_usage"] = Flag,
        ["max_tokens_field"] = OneOf("max_tokens", "max_completion_tokens"),
    };

    private static Dictionary<string, ProviderSetting> OfYandex() => new()
    {
        // The cloud's folder is a part of its models' names and of a header.
        [YandexSettings.Folder] = new(true, (value, _) => YandexSettings.IsFolder(value) ? null : "must be a folder's id, of letters and digits"),
        [YandexSettings.DataLogging] = Flag,
        [YandexSettings.EmbeddingTask] = OneOf("document", "query"),
        [AccessKinds.Auth] = OneOf(AccessKinds.YandexAuths),
        [AccessKinds.TokenUrl] = Address,
    };

    private static ProviderSetting OneOf(params string[] allowed) =>
        new(false, (value, _) => allowed.Contains(value) ? null : $"must be {string.Join(" or ", allowed)}");

    // What becomes a part of addresses and headers.
    private static ProviderSetting Name(int longest) => new(false, (value, _) => Fits(value, longest, "-_.") ? null : $"must be 1 to {longest} letters, digits, '-', '_' and '.'");

    private static ProviderSetting Version(int longest) => new(false, (value, _) => Fits(value, longest, "-") ? null : "must be a version like 2024-10-21, or v1");

    private static ProviderSetting List(int longest) =>
        new(false, (value, _) => Fits(value, longest, "-_., ") ? null : $"must be at most {longest} letters, digits, '-', '_' and '.', with commas between names");

    private static ProviderSetting Count(int most) => new(
        false,
        (value, _) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? null : $"must be a whole number from 1 to {most}");

    private static bool Fits(string value, int longest, string marks) =>
        value.Length > 0 && value.Length <= longest && value.All(c => char.IsAsciiLetterOrDigit(c) || marks.Contains(c, StringComparison.Ordinal));
}

/// <summary>A kind of provider.</summary>
/// <param name="name">As administrators write it.</param>
/// <param name="address">Where everybody finds it; null: every customer has another address.</param>
/// <param name="needsKey">Whether nothing can be asked of it without a key.</param>
/// <param name="checkKey">What is wrong with a key's secret under the provider's settings, in words that do not show it; left out: it goes into a
/// header as it is.</param>
internal sealed class ProviderKind(string name, string? address, bool needsKey, Func<string, IReadOnlyDictionary<string, string>, string?>? checkKey = null)
{
    public string Name { get; } = name;

    public string? Address { get; } = address;

    public bool NeedsKey { get; } = needsKey;

    public Func<string, IReadOnlyDictionary<string, string>, string?> CheckKey { get; } = checkKey ?? ((secret, _) => ProviderSecretForms.HeaderValue(secret));

    public Dictionary<string, ProviderSetting> Settings { get; init; } = [];
}

/// <summary>A setting of a kind. Settings are told to whoever may read providers: secrets are keys.</summary>
/// <param name="Required">Whether there is no provider without it.</param>
/// <param name="Check">What is wrong with a value; null: nothing.</param>
internal sealed record ProviderSetting(bool Required, Func<string, EgressGuard, string?> Check);
