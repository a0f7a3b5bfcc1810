namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A connection as a channel needs it, with its secrets in the clear. Never logged, never stored.</summary>
public sealed record Access
{
    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>Whose it is in the channel; null before it was identified.</summary>
    public string? Identity { get; init; }

    /// <summary>Its settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Its secrets.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>The secrets its hook accepts: the newest first, an older one for a while after a rotation.</summary>
    public required IReadOnlyList<string> HookSecrets { get; init; }

    /// <summary>A client for its proxy and certificate authorities. It follows no redirects and logs nothing.</summary>
    public required HttpClient Http { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ConnectionId;
}

/// <summary>Which settings and secrets a connection of a channel has.</summary>
/// <param name="Settings">By name: what must hold of a value.</param>
/// <param name="Secrets">By name.</param>
public sealed record ConnectionForm(IReadOnlyDictionary<string, FormField> Settings, IReadOnlyDictionary<string, FormField> Secrets);

/// <summary>A setting or a secret.</summary>
/// <param name="Required">Without it the connection cannot be enabled.</param>
/// <param name="Check">What is wrong with a value; null: nothing.</param>
public sealed record FormField(bool Required, Func<string, string?> Check)
{
    /// <summary>The channel shows it to our hook: when it is changed, the one before it is accepted for a while.</summary>
    public bool IsShownToHook { get; init; }
}

/// <summary>Whom a credential belongs to.</summary>
/// <param name="Id">The bot's or account's id.</param>
/// <param name="Name">Its name.</param>
public sealed record ChannelIdentity(string Id, string Name);
