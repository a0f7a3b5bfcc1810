namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A webhook as a bot has set it, and how its last call failed.</summary>
internal sealed class Webhook
{
    public required Uri Url { get; init; }

    public string? Secret { get; init; }

    public int MaxConnections { get; init; } = 40;

    public string? IpAddress { get; init; }

    /// <summary>A certificate of the receiver's own, in DER.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>Carries a call out that came as the answer of the webhook.</summary>
    public required Func<System.Text.Json.JsonElement, Task> Execute { get; init; }

    public DateTimeOffset? LastErrorAt { get; private set; }

    public string? LastError { get; private set; }

    public void Failed(DateTimeOffset at, string words)
    {
        LastErrorAt = at;
        LastError = words;
    }
}
