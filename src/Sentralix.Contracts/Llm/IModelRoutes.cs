using Refit;

namespace Sentralix.Contracts.Llm;

/// <summary>Routes: the models that clients may name, and where their calls go. Admin contract of Llm. Those of the operator's own tenant
/// <c>platform</c> serve every tenant and are changed by the operator only; others are refused with <c>shared</c> (403). Those of the
/// configuration file are changed there: <c>configured</c> (409).</summary>
[Contract("llm", ContractKind.Admin)]
public interface IModelRoutes
{
    /// <summary>Adds a route.</summary>
    /// <returns>The route; <c>name_taken</c> (409).</returns>
    [Post("/llm/admin/v1/routes"), Scope("llm:write"), Answers(201)]
    Task<Result<ModelRouteView>> Create([Body] WriteModelRoute body, CancellationToken cancellation);

    /// <summary>Routes, the operator's among them, oldest first.</summary>
    [Get("/llm/admin/v1/routes"), Scope("llm:read")]
    Task<Result<Page<ModelRouteView>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One route.</summary>
    [Get("/llm/admin/v1/routes/{id}"), Scope("llm:read")]
    Task<Result<ModelRouteView>> Get([Longest(ModelRouteView.LongestId)] string id, CancellationToken cancellation);

    /// <summary>Replaces a route; calls under way finish on the old one.</summary>
    [Put("/llm/admin/v1/routes/{id}"), Scope("llm:write")]
    Task<Result<ModelRouteView>> Update([Longest(ModelRouteView.LongestId)] string id, [Header("If-Match")] string? ifMatch, [Body] WriteModelRoute body, CancellationToken cancellation);

    /// <summary>Deletes a route.</summary>
    [Delete("/llm/admin/v1/routes/{id}"), Scope("llm:write")]
    Task<Result<Done>> Delete([Longest(ModelRouteView.LongestId)] string id, [Header("If-Match")] string? ifMatch, CancellationToken cancellation);

    /// <summary>How the targets of the caller's routes do just now, as this process sees them.</summary>
    [Get("/llm/admin/v1/health"), Scope("llm:read")]
    Task<Result<ModelHealth>> Health(CancellationToken cancellation);
}

/// <summary>A route as it is written.</summary>
public sealed record WriteModelRoute : IValidated
{
    /// <summary>The name that clients give as <c>model</c>: 1–128 characters without spaces, unique in the tenant. A tenant's route goes before the
    /// operator's of the same name.</summary>
    public required string Model { get; init; }

    /// <summary>1–20 targets.</summary>
    public required IReadOnlyList<ModelTarget> Targets { get; init; }

    /// <summary>Whether it is listed and answers.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long a stream may take to its first event, in milliseconds; left out: 60 s. For a voice: 3–5 s.</summary>
    public int? FirstByteTimeoutMs { get; init; }

    /// <summary>How long an answer may pause, in milliseconds; left out: 60 s.</summary>
    public int? IdleTimeoutMs { get; init; }

    /// <summary>How long an answer that is not streamed may take, in milliseconds; left out: 10 min.</summary>
    public int? AnswerTimeoutMs { get; init; }

    /// <summary>How many targets one call may try, the first included: 1–10.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>A stream that has not begun after so many milliseconds is also asked for at the next target, and whichever begins first answers;
    /// the other is stopped. Left out: never. Both are paid for.</summary>
    public int? HedgeAfterMs { get; init; }

    /// <summary>Calls of one conversation (<c>prompt_cache_key</c>, <c>X-Session-ID</c>, <c>user</c>) go to the same target and key as long as it does well, so that
    /// the provider's prompt cache is of use.</summary>
    public bool Affinity { get; init; }

    /// <summary>Only providers with this <see cref="WriteModelProvider.Residency"/> are asked, whatever fails.</summary>
    public string? Residency { get; init; }

    /// <summary>The same request is answered from memory for so many milliseconds; left out: never. Walled by tenant.</summary>
    public long? CacheMs { get; init; }

    /// <summary>A request is also answered from memory when it means what an earlier one meant, by the likeness of their vectors: 0.5–1. Needs
    /// <see cref="CacheMs"/>. Left out: only the same request is. Errors: 501 <c>not_installed</c> as long as Knowledge keeps no vectors.</summary>
    public double? CacheSimilarity { get; init; }

    /// <summary>What is done to requests and answers, in this order.</summary>
    public IReadOnlyList<ModelGuard> Guards { get; init; } = [];

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("model", Model, 128);
        faults.When(Model is not null && Model.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)), "model", "must have no spaces");
        faults.When(Targets is null || Targets.Count is < 1 or > 20, "targets", "must have 1 to 20 items");
        for (var i = 0; i < (Targets?.Count ?? 0); i++)
        {
            faults.Text($"targets[{i}].provider", Targets![i].Provider, 100);
            faults.Text($"targets[{i}].model", Targets[i].Model, 256);
            faults.When(Targets[i].Weight is < 1 or > 1000, $"targets[{i}].weight", "must be 1 to 1000");
            faults.When(Targets[i].Tier is < 0 or > 9, $"targets[{i}].tier", "must be 0 to 9");
        }

        Time(faults, "first_byte_timeout_ms", FirstByteTimeoutMs);
        Time(faults, "idle_timeout_ms", IdleTimeoutMs);
        Time(faults, "answer_timeout_ms", AnswerTimeoutMs);
        Time(faults, "hedge_after_ms", HedgeAfterMs);
        faults.When(MaxAttempts is < 1 or > 10, "max_attempts", "must be 1 to 10");
        faults.When(Residency is not null && (Residency.Length != 2 || !Residency.All(char.IsAsciiLetterUpper)), "residency", "must be a country's two capital letters");
        faults.When(CacheMs is < 1000 or > 30L * 24 * 60 * 60 * 1000, "cache_ms", "must be a second to 30 days");
        faults.When(CacheSimilarity is { } likeness && !(likeness is >= 0.5 and <= 1), "cache_similarity", "must be 0.5 to 1");
        faults.When(CacheSimilarity is not null && CacheMs is null, "cache_similarity", "needs cache_ms");
        faults.When(Guards is null, "guards", "must not be null");
        faults.When(Guards?.Count > 20, "guards", "must have at most 20 items");
        for (var i = 0; i < (Guards?.Count ?? 0); i++) Guards![i].Validate(faults, $"guards[{i}]");
    }

    private static void Time(Faults faults, string field, int? value) => faults.When(value is < 1 or > 3_600_000, field, "must be 1 to 3600000");
}

/// <summary>Where a route's calls may go.</summary>
public sealed record ModelTarget
{
    /// <summary>A provider's name or id. By name, the tenant's own goes before the operator's, and that before the configuration file's.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Its share beside the other targets of its tier: 1–1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Targets of a higher tier are asked when those of the lower ones cannot answer: 0–9.</summary>
    public int Tier { get; init; }
}

/// <summary>Something that is done to a route's requests or answers.</summary>
public sealed record ModelGuard
{
    /// <summary><c>mask_pii</c>, <c>block</c> or <c>repair_json</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind's settings; the service's page names them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Words or patterns, where the kind takes them.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    internal void Validate(Faults faults, string at)
    {
        faults.Text($"{at}.kind", Kind, 32);
        faults.When(Words.Count > 1000, $"{at}.words", "must have at most 1000 items");
        for (var i = 0; i < Math.Min(Words.Count, 1000); i++) faults.Text($"{at}.words[{i}]", Words[i], 200);
        faults.When(Settings.Count > 20, $"{at}.settings", "must have at most 20 items");
        foreach (var (name, value) in Settings) faults.Text($"{at}.settings.{name}", value, 1000);
    }
}

/// <summary>A route.</summary>
public sealed record ModelRouteView : IVersioned
{
    // A configured model's name, with what escaping its slashes takes.
    internal const int LongestId = 160;

    /// <summary><c>rte_…</c>; a model of the configuration file is <c>configured:{model}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it does.</summary>
    public required WriteModelRoute Route { get; init; }

    /// <summary>Whether it is the operator's and serves every tenant.</summary>
    public required bool Shared { get; init; }

    /// <summary>Whether it comes from the configuration file and cannot be changed here.</summary>
    public required bool Configured { get; init; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public required long Rev { get; init; }
}

/// <summary>How the targets do.</summary>
/// <param name="Targets">One for each key and model that were used lately.</param>
public sealed record ModelHealth(IReadOnlyList<ModelTargetHealth> Targets);

/// <summary>How one key does with one model.</summary>
public sealed record ModelTargetHealth
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The key's id; null where the provider needs none.</summary>
    public string? Key { get; init; }

    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary><c>closed</c> (in use), <c>open</c> (left out) or <c>half_open</c> (being tried).</summary>
    public required string State { get; init; }

    /// <summary>Why it is not in use: a code of <see cref="GenerationEvent.ErrorCode"/>. <c>auth</c> and <c>no_money</c> need a person.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Calls in the last 30 seconds.</summary>
    public required int Calls { get; init; }

    /// <summary>Those of them that failed by the provider's fault.</summary>
    public required int Failures { get; init; }

    /// <summary>Calls under way.</summary>
    public required int UnderWay { get; init; }
}
