using Refit;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Contracts.Messengers;

/// <summary>Connections of a messenger: bots and accounts. Admin contract of every messenger, under its own prefix (<c>~</c>).</summary>
[Contract("~", ContractKind.Admin), Family("telegram", "vk", "avito", "max", "jivosite")]
public interface IConnections
{
    /// <summary>Creates a draft. Nothing is asked of the channel yet. With <c>sandbox</c> it needs neither an account nor a token.</summary>
    [Post("/~/admin/v1/connections"), Scope("connections:write"), Answers(201)]
    Task<Result<Connection>> Create([Body] CreateConnection body, CancellationToken cancellation);

    /// <summary>Connections, oldest first.</summary>
    [Get("/~/admin/v1/connections"), Scope("connections:read")]
    Task<Result<Page<Connection>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One connection.</summary>
    [Get("/~/admin/v1/connections/{id}"), Scope("connections:read")]
    Task<Result<Connection>> Get(string id, CancellationToken cancellation);

    /// <summary>Changes a connection; secrets that are left out stay.</summary>
    [Put("/~/admin/v1/connections/{id}"), Scope("connections:write")]
    Task<Result<Connection>> Update(string id, [Header("If-Match")] string? ifMatch, [Body] UpdateConnection body, CancellationToken cancellation);

    /// <summary>Starts receiving: asks the channel who the credential belongs to, sets the webhook (or begins to poll), and reads it back.</summary>
    /// <returns>The connection: <c>active</c>, or <c>needs_attention</c> with the reason and the channel's words.</returns>
    [Post("/~/admin/v1/connections/{id}/enable"), Scope("connections:write")]
    Task<Result<Connection>> Enable(string id, CancellationToken cancellation);

    /// <summary>Stops receiving. What the channel has queued stays there; what waits here to be sent waits on.</summary>
    [Post("/~/admin/v1/connections/{id}/disable"), Scope("connections:write")]
    Task<Result<Connection>> Disable(string id, CancellationToken cancellation);

    /// <summary>Gives the webhook a new secret. The old one is accepted for ten minutes more; for a week, where people
    /// tell the channel where to call.</summary>
    [Post("/~/admin/v1/connections/{id}/rotate-secret"), Scope("connections:write")]
    Task<Result<Connection>> RotateSecret(string id, CancellationToken cancellation);

    /// <summary>Deletes a disabled connection or a draft; an active one is refused with <c>still_enabled</c> (409).</summary>
    [Delete("/~/admin/v1/connections/{id}"), Scope("connections:write")]
    Task<Result<Done>> Delete(string id, [Header("If-Match")] string? ifMatch, CancellationToken cancellation);
}

/// <summary>How updates come.</summary>
public enum Transport
{
    /// <summary>The channel calls us.</summary>
    Webhook,

    /// <summary>We ask the channel.</summary>
    Polling,
}

/// <summary>A new connection.</summary>
public sealed record CreateConnection : IValidated
{
    /// <summary>1–200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>How updates come.</summary>
    public Transport Transport { get; init; } = Transport.Webhook;

    /// <summary>True: a connection to the channel's built-in stand-in instead of the channel. Its credentials are made here; what its contacts do
    /// and get goes through <see cref="ISandbox"/>. It stays so for ever.</summary>
    public bool Sandbox { get; init; }

    /// <summary>The channel's settings; each channel's page names them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The channel's secrets; write-only.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("name", Name, 200);
        ConnectionFields.Validate(faults, Settings, Secrets);
    }
}

/// <summary>A changed connection.</summary>
public sealed record UpdateConnection : IValidated
{
    /// <summary>1–200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>How updates come.</summary>
    public Transport Transport { get; init; } = Transport.Webhook;

    /// <summary>All settings; what is left out is removed.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>New secrets; what is left out stays.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("name", Name, 200);
        ConnectionFields.Validate(faults, Settings, Secrets);
    }
}

internal static class ConnectionFields
{
    public static void Validate(Faults faults, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> secrets)
    {
        faults.When(settings.Count > 40, "settings", "must have at most 40 items");
        faults.When(secrets.Count > 10, "secrets", "must have at most 10 items");
        foreach (var (name, value) in settings) faults.Text($"settings.{name}", value, 20_000);
        foreach (var (name, value) in secrets) faults.Text($"secrets.{name}", value, 4_000);
    }
}

/// <summary>States of a connection.</summary>
public enum ConnectionState
{
    /// <summary>Never enabled.</summary>
    Draft,

    /// <summary>Receives and sends.</summary>
    Active,

    /// <summary>Works, but something is not as it should be.</summary>
    Degraded,

    /// <summary>Does not work until a person does something.</summary>
    NeedsAttention,

    /// <summary>Switched off.</summary>
    Disabled,
}

/// <summary>A connection.</summary>
public sealed record Connection : IVersioned
{
    /// <summary><c>con_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>How updates come.</summary>
    public required Transport Transport { get; init; }

    /// <summary>Whether it leads to the built-in stand-in and not to the channel.</summary>
    public required bool Sandbox { get; init; }

    /// <summary>How it is.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>Why it is not active: <c>unauthorized</c>, <c>conflict</c>, <c>suspended_by_provider</c>, <c>webhook_failing</c>, <c>unreachable</c> …; of an active one, <c>silent</c>:
    /// a channel that cannot be asked has sent nothing for a week.</summary>
    public string? Reason { get; init; }

    /// <summary>What that was seen by: the channel's words, without secrets.</summary>
    public string? Evidence { get; init; }

    /// <summary>Whose it is in the channel: the bot's or account's id.</summary>
    public string? ChannelIdentity { get; init; }

    /// <summary>Its name in the channel.</summary>
    public string? ChannelName { get; init; }

    /// <summary>The channel's settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Which secrets are there, with their last four characters.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>Where the channel calls; null while polling.</summary>
    public string? HookUrl { get; init; }

    /// <summary>When the last update came.</summary>
    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    public required long Rev { get; init; }
}
