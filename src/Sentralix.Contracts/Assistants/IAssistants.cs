using Refit;

namespace Sentralix.Contracts.Assistants;

/// <summary>Active configurations, for the core. Standard contract of Assistants.</summary>
[Contract("assistants")]
public interface IActiveAssistants
{
    /// <summary>The release that is active for an assistant in an environment, with the frozen configuration it pins.</summary>
    /// <returns>The release; <c>not_found</c> when there is no such assistant or nothing is released there.</returns>
    [Get("/assistants/v1/assistants/{id}/active"), Scope("assistants:read")]
    Task<Result<ActiveRelease>> Active(string id, string environment = "prod", CancellationToken cancellation = default);

    /// <summary>A release, active or not: running sessions keep the one they began with. Immutable.</summary>
    [Get("/assistants/v1/releases/{id}"), Scope("assistants:read")]
    Task<Result<ActiveRelease>> Release(string id, CancellationToken cancellation);

    /// <summary>Which assistant answers on a connection.</summary>
    /// <returns>The binding; <c>not_found</c> while there is none (events then wait as unrouted).</returns>
    [Get("/assistants/v1/bindings/resolve"), Scope("assistants:read")]
    Task<Result<Binding>> Resolve(string connection, CancellationToken cancellation);

    /// <summary>What was published or bound, as it happens, for all tenants: caches drop what an item names. The first item
    /// (<c>hello</c>) says that the stream stands; a cache is not to be trusted while its stream doesn't. It crosses tenants, so only a
    /// service in its own name (actor <c>service:…</c>) may open it. It ends where the caller reads so slowly that changes may have been
    /// forgotten: open a new one.</summary>
    [Get("/assistants/v1/changes"), Scope("assistants:changes")]
    IAsyncEnumerable<ConfigurationChange> Changes(CancellationToken cancellation);
}

/// <summary>Assistants, their drafts, versions, releases and bindings. Admin contract of Assistants.</summary>
[Contract("assistants", ContractKind.Admin)]
public interface IAssistantsAdmin
{
    /// <summary>Creates an assistant with an empty draft.</summary>
    [Post("/assistants/admin/v1/assistants"), Scope("assistants:write"), Answers(201)]
    Task<Result<Assistant>> Create([Body] CreateAssistant body, CancellationToken cancellation);

    /// <summary>Assistants, oldest first.</summary>
    [Get("/assistants/admin/v1/assistants"), Scope("assistants:read")]
    Task<Result<Page<Assistant>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One assistant.</summary>
    [Get("/assistants/admin/v1/assistants/{id}"), Scope("assistants:read")]
    Task<Result<Assistant>> Get(string id, CancellationToken cancellation);

    /// <summary>Renames an assistant.</summary>
    [Put("/assistants/admin/v1/assistants/{id}"), Scope("assistants:write")]
    Task<Result<Assistant>> Update(string id, [Header("If-Match")] string? ifMatch, [Body] UpdateAssistant body, CancellationToken cancellation);

    /// <summary>Deletes an assistant that was never released, with its draft, versions and bindings; else <c>released</c> (409).</summary>
    [Delete("/assistants/admin/v1/assistants/{id}"), Scope("assistants:write")]
    Task<Result<Done>> Delete(string id, [Header("If-Match")] string? ifMatch, CancellationToken cancellation);

    /// <summary>The draft that the next version is made of.</summary>
    [Get("/assistants/admin/v1/assistants/{id}/draft"), Scope("assistants:read")]
    Task<Result<Draft>> GetDraft(string id, CancellationToken cancellation);

    /// <summary>Replaces the draft.</summary>
    [Put("/assistants/admin/v1/assistants/{id}/draft"), Scope("assistants:write")]
    Task<Result<Draft>> PutDraft(string id, [Header("If-Match")] string? ifMatch, [Body] AssistantConfiguration body, CancellationToken cancellation);

    /// <summary>Freezes the draft into the next version, after Orchestrator has validated its scenario.</summary>
    /// <returns>The version; <c>no_changes</c> (409) when it equals the last one; 400 that names <c>scenario</c> or <c>collections[i]</c>
    /// where nobody knows it (or its service is not installed); <c>draft_changed</c> (409) when the draft is edited all the while.</returns>
    [Post("/assistants/admin/v1/assistants/{id}/versions"), Scope("assistants:publish"), Answers(201)]
    Task<Result<AssistantVersion>> Publish(string id, [Body] PublishVersion body, CancellationToken cancellation);

    /// <summary>Versions, newest first.</summary>
    [Get("/assistants/admin/v1/assistants/{id}/versions"), Scope("assistants:read")]
    Task<Result<Page<AssistantVersion>>> Versions(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>Makes a version active in an environment, at once. Rolling back is a release of an older version.</summary>
    [Post("/assistants/admin/v1/assistants/{id}/releases"), Scope("assistants:publish"), Answers(201)]
    Task<Result<Release>> Release(string id, [Body] CreateRelease body, CancellationToken cancellation);

    /// <summary>Releases, newest first.</summary>
    [Get("/assistants/admin/v1/assistants/{id}/releases"), Scope("assistants:read")]
    Task<Result<Page<Release>>> Releases(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>Binds a connection to an assistant, or binds it anew.</summary>
    [Put("/assistants/admin/v1/bindings/{connection}"), Scope("assistants:write")]
    Task<Result<Binding>> Bind(string connection, [Body] BindConnection body, CancellationToken cancellation);

    /// <summary>Bindings, by connection.</summary>
    [Get("/assistants/admin/v1/bindings"), Scope("assistants:read")]
    Task<Result<Page<Binding>>> Bindings(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>Unbinds a connection: its events wait as unrouted.</summary>
    [Delete("/assistants/admin/v1/bindings/{connection}"), Scope("assistants:write")]
    Task<Result<Done>> Unbind(string connection, CancellationToken cancellation);
}

/// <summary>What an assistant is made of. A version freezes it.</summary>
public sealed record AssistantConfiguration : IValidated
{
    /// <summary>The id of the scenario that each turn runs, <c>scn_…@n</c>; left out: the built-in one (look up, answer).</summary>
    public string? Scenario { get; init; }

    /// <summary>What the assistant is told about itself: the model's system prompt. At most 32,000 characters.</summary>
    public string? Instructions { get; init; }

    /// <summary>Collections it answers from.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>A model of Llm; left out: Llm's default.</summary>
    public string? Model { get; init; }

    /// <summary>Upper limit of one answer, in tokens.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0–2.</summary>
    public double? Temperature { get; init; }

    /// <summary>What the customer reads when an answer could not be made, by language (<c>ru</c>, <c>en</c>).</summary>
    public IReadOnlyDictionary<string, string> Apologies { get; init; } = new Dictionary<string, string>();

    /// <summary><c>ru</c> or <c>en</c>: the language where the customer's cannot be told.</summary>
    public string Locale { get; init; } = "ru";

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("instructions", Instructions, 32_000, required: false);
        faults.Text("scenario", Scenario, 80, required: false);
        faults.Text("model", Model, 200, required: false);
        faults.When(MaxTokens is < 1 or > 1_000_000, "max_tokens", "must be from 1 to 1000000");
        faults.When(Temperature is < 0 or > 2 or double.NaN, "temperature", "must be from 0 to 2");
        faults.When(Locale is not ("ru" or "en"), "locale", "must be ru or en");
        faults.When(Collections.Count > 20, "collections", "must have at most 20 items");
        for (var i = 0; i < Collections.Count; i++) faults.Text($"collections[{i}]", Collections[i], Ids.MaxLength);
        foreach (var (language, text) in Apologies)
        {
            faults.When(language is not ("ru" or "en"), $"apologies.{language}", "is not a known language");
            faults.Text($"apologies.{language}", text, 1000);
        }
    }
}

/// <summary>A new assistant.</summary>
public sealed record CreateAssistant : IValidated
{
    /// <summary>1–200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The first draft; left out: an empty one.</summary>
    public AssistantConfiguration? Configuration { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("name", Name, 200);
        if (Configuration is null) return;
        var inner = new Faults();
        Configuration.Validate(inner);
        foreach (var (field, whys) in inner.Refusal?.Errors ?? new Dictionary<string, string[]>())
            foreach (var why in whys) faults.Add($"configuration.{field}", why);
    }
}

/// <summary>A renamed assistant.</summary>
public sealed record UpdateAssistant : IValidated
{
    /// <summary>1–200 characters.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults) => faults?.Text("name", Name, 200);
}

/// <summary>An assistant.</summary>
public sealed record Assistant(string Id, string Name, int? LatestVersion, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Rev) : IVersioned;

/// <summary>The draft of an assistant.</summary>
public sealed record Draft(string AssistantId, AssistantConfiguration Configuration, DateTimeOffset UpdatedAt, long Rev) : IVersioned;

/// <summary>What to say of a new version.</summary>
public sealed record PublishVersion : IValidated
{
    /// <summary>At most 1,000 characters.</summary>
    public string? Message { get; init; }

    /// <summary>Also release it in this environment, at once.</summary>
    public string? ReleaseTo { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("message", Message, 1000, required: false);
        faults.When(ReleaseTo is not (null or "dev" or "stage" or "prod"), "release_to", "must be dev, stage or prod");
    }
}

/// <summary>A frozen configuration.</summary>
public sealed record AssistantVersion(string AssistantId, int Version, AssistantConfiguration Configuration, string Author, string? Message, DateTimeOffset CreatedAt);

/// <summary>Which version to release where.</summary>
public sealed record CreateRelease : IValidated
{
    /// <summary>A version's number.</summary>
    public required int Version { get; init; }

    /// <summary><c>dev</c>, <c>stage</c> or <c>prod</c>.</summary>
    public string Environment { get; init; } = "prod";

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(Version < 1, "version", "must be a version's number");
        faults.When(Environment is not ("dev" or "stage" or "prod"), "environment", "must be dev, stage or prod");
    }
}

/// <summary>A version made active in an environment.</summary>
public sealed record Release(string Id, string AssistantId, int Version, string Environment, bool Active, string Author, DateTimeOffset CreatedAt);

/// <summary>A release with what it pins.</summary>
public sealed record ActiveRelease(string ReleaseId, string AssistantId, string AssistantName, int Version, string Environment, AssistantConfiguration Configuration);

/// <summary>To which assistant.</summary>
public sealed record BindConnection : IValidated
{
    /// <summary>An assistant of the tenant.</summary>
    public required string AssistantId { get; init; }

    /// <summary><c>dev</c>, <c>stage</c> or <c>prod</c>.</summary>
    public string Environment { get; init; } = "prod";

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("assistant_id", AssistantId, Ids.MaxLength);
        faults.When(Environment is not ("dev" or "stage" or "prod"), "environment", "must be dev, stage or prod");
    }
}

/// <summary>Which assistant answers on a connection.</summary>
public sealed record Binding(string Connection, string AssistantId, string Environment, DateTimeOffset UpdatedAt);

/// <summary>Something that was published or bound.</summary>
/// <param name="Type"><c>hello</c>, <c>released</c> or <c>bound</c>.</param>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">The assistant (<c>released</c>: one of its environments has another active release, or it was renamed) or the connection
/// (<c>bound</c>: bound, bound anew or unbound); empty with <c>hello</c>, as the tenant.</param>
public sealed record ConfigurationChange(string Type, string Tenant, string Id);
