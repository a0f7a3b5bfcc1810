using Refit;

namespace Sentralix.Contracts.Llm;

/// <summary>Providers of language models and their keys. Admin contract of Llm. Providers of the operator's own tenant
/// <c>platform</c> serve every tenant; they are listed for all and changed by the operator only.</summary>
[Contract("llm", ContractKind.Admin)]
public interface IModelProviders
{
    /// <summary>Adds a provider. Nothing is asked of it yet.</summary>
    /// <returns>The provider; <c>name_taken</c> (409).</returns>
    [Post("/llm/admin/v1/providers"), Scope("llm:write"), Answers(201)]
    Task<Result<ModelProvider>> Create([Body] WriteModelProvider body, CancellationToken cancellation);

    /// <summary>Providers, the operator's among them, oldest first. Those of the configuration file have no dates and cannot be changed here.</summary>
    [Get("/llm/admin/v1/providers"), Scope("llm:read")]
    Task<Result<Page<ModelProvider>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One provider.</summary>
    [Get("/llm/admin/v1/providers/{id}"), Scope("llm:read")]
    Task<Result<ModelProvider>> Get(string id, CancellationToken cancellation);

    /// <summary>Replaces a provider's settings; calls under way finish with the old ones.</summary>
    [Put("/llm/admin/v1/providers/{id}"), Scope("llm:write")]
    Task<Result<ModelProvider>> Update(string id, [Header("If-Match")] string? ifMatch, [Body] WriteModelProvider body, CancellationToken cancellation);

    /// <summary>Deletes a provider with its keys; refused with <c>in_use</c> (409) while a route names it.</summary>
    [Delete("/llm/admin/v1/providers/{id}"), Scope("llm:write")]
    Task<Result<Done>> Delete(string id, [Header("If-Match")] string? ifMatch, CancellationToken cancellation);

    /// <summary>Asks a provider for an answer of at most 16 tokens with each of its active keys, for real: it costs what such a call costs,
    /// and is accounted like any other.</summary>
    [Post("/llm/admin/v1/providers/{id}/test"), Scope("llm:write")]
    Task<Result<ModelProviderTest>> Test(string id, [Body] TestModelProvider body, CancellationToken cancellation);

    /// <summary>Adds a key. Several active keys of a provider share its calls by their weights.</summary>
    [Post("/llm/admin/v1/providers/{id}/keys"), Scope("llm:write"), Answers(201)]
    Task<Result<ModelProviderKey>> CreateKey(string id, [Body] WriteModelProviderKey body, CancellationToken cancellation);

    /// <summary>A provider's keys, oldest first. Their secrets are never told.</summary>
    [Get("/llm/admin/v1/providers/{id}/keys"), Scope("llm:read")]
    Task<Result<Page<ModelProviderKey>>> ListKeys(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>Changes a key; a secret that is left out stays.</summary>
    [Put("/llm/admin/v1/providers/{id}/keys/{key}"), Scope("llm:write")]
    Task<Result<ModelProviderKey>> UpdateKey(string id, string key, [Header("If-Match")] string? ifMatch, [Body] WriteModelProviderKey body, CancellationToken cancellation);

    /// <summary>Deletes a key. Calls under way with it finish.</summary>
    [Delete("/llm/admin/v1/providers/{id}/keys/{key}"), Scope("llm:write")]
    Task<Result<Done>> DeleteKey(string id, string key, [Header("If-Match")] string? ifMatch, CancellationToken cancellation);
}

/// <summary>A provider as it is written.</summary>
public sealed record WriteModelProvider : IValidated
{
    /// <summary>Unique in the tenant; 1–64 characters of <c>a–z 0–9 . _ -</c>. Shown as <c>owned_by</c> and in <c>x-sentralix-provider</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>openai</c> (and every compatible server), <c>azure_openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>yandex</c>,
    /// <c>yandex_compatible</c> or <c>gigachat</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>http or https, as the provider's own clients take it (<c>https://api.openai.com/v1</c>); left out: the kind's public
    /// address. An address inside the network is refused unless the operator allows it.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Where the provider processes what it is sent, as an ISO 3166 code (<c>RU</c>): routes may demand it.</summary>
    public string? Residency { get; init; }

    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The kind's own settings; each provider's page names them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Certificate authorities, in PEM form, that this provider's server is trusted by besides the system's, and no other.</summary>
    public string? CaBundlePem { get; init; }

    /// <summary><c>http://</c>, <c>socks4://</c> or <c>socks5://</c>.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>Calls that may be under way at once with one key; left out: as many as come.</summary>
    public int? MaxConcurrency { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ModelNames.Name(faults, "name", Name);
        faults.Text("kind", Kind, 32);
        faults.Text("base_url", BaseUrl, 500, required: false);
        faults.When(Residency is not null && (Residency.Length != 2 || !Residency.All(char.IsAsciiLetterUpper)), "residency", "must be a country's two capital letters");
        faults.When(Settings.Count > 40, "settings", "must have at most 40 items");
        foreach (var (name, value) in Settings) faults.Text($"settings.{name}", value, 4_000);
        faults.Text("ca_bundle_pem", CaBundlePem, 100_000, required: false);
        faults.Text("proxy_url", ProxyUrl, 500, required: false);
        faults.When(MaxConcurrency is < 1 or > 10_000, "max_concurrency", "must be 1 to 10000");
    }
}

/// <summary>A provider.</summary>
public sealed record ModelProvider : IVersioned
{
    /// <summary><c>prv_…</c>; a provider of the configuration file is <c>configured:{name}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its address.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Where it processes what it is sent.</summary>
    public string? Residency { get; init; }

    /// <summary>Whether it is used.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The kind's own settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Its own certificate authorities.</summary>
    public string? CaBundlePem { get; init; }

    /// <summary>Its proxy, without credentials.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>Calls at once with one key.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Whether it is the operator's and serves every tenant.</summary>
    public required bool Shared { get; init; }

    /// <summary>Whether it comes from the configuration file and cannot be changed here.</summary>
    public required bool Configured { get; init; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public required long Rev { get; init; }
}

/// <summary>What to ask a provider for a test.</summary>
public sealed record TestModelProvider : IValidated
{
    /// <summary>The provider's name of a chat model.</summary>
    public required string Model { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("model", Model, 256);
    }
}

/// <summary>How a provider did in a test.</summary>
/// <param name="Ok">Whether every active key had an answer.</param>
/// <param name="Keys">What each had.</param>
public sealed record ModelProviderTest(bool Ok, IReadOnlyList<ModelKeyTest> Keys);

/// <summary>How one key did in a test.</summary>
public sealed record ModelKeyTest
{
    /// <summary>The key; null where the provider needs none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it had an answer.</summary>
    public required bool Ok { get; init; }

    /// <summary>How long it took.</summary>
    public required long DurationMs { get; init; }

    /// <summary>What went wrong: a code of <see cref="GenerationEvent.ErrorCode"/>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The provider's words, without secrets.</summary>
    public string? ErrorDetail { get; init; }
}

/// <summary>A key as it is written.</summary>
public sealed record WriteModelProviderKey : IValidated
{
    /// <summary>1–64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Required in a new key: an API key, or what the provider's page says (GigaChat's authorization key, a Yandex service account's
    /// key as JSON). Never told again.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its share of the calls beside the provider's other keys: 1–1000.</summary>
    public int Weight { get; init; } = 1;

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("name", Name, 64);
        faults.Text("secret", Secret, 8_000, required: false);
        faults.When(Weight is < 1 or > 1000, "weight", "must be 1 to 1000");
    }
}

/// <summary>A provider's key.</summary>
public sealed record ModelProviderKey : IVersioned
{
    /// <summary><c>pky_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The last characters of its secret, as far as they give nothing away.</summary>
    public required string Hint { get; init; }

    /// <summary>Whether it is used.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Its share of the calls.</summary>
    public required int Weight { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its secret was changed last.</summary>
    public required DateTimeOffset RotatedAt { get; init; }

    /// <inheritdoc/>
    public required long Rev { get; init; }
}

internal static class ModelNames
{
    public static void Name(Faults faults, string field, string? value)
    {
        faults.Text(field, value, 64);
        faults.When(value is not null && !value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'), field, "must be of a-z, 0-9, '.', '_' and '-'");
    }
}
