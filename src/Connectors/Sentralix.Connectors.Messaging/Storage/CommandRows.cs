using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Storage;

/// <summary>An edit, a deletion or a hand-off that the core has asked for.</summary>
internal sealed class CommandRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConversationId { get; init; }

    /// <summary>The caller's.</summary>
    public required string CommandId { get; init; }

    public required CommandKind Kind { get; init; }

    public required string ConnectionId { get; init; }

    public string? MessageId { get; init; }

    public required long Epoch { get; init; }

    /// <summary>JSON: the message's segments as they shall be, in the channel's own form; none: it is taken back.</summary>
    public string Wanted { get; init; } = "[]";

    /// <summary>JSON.</summary>
    public string Degraded { get; init; } = "[]";

    public SendStatus Status { get; set; }

    public int Attempts { get; set; }

    /// <summary>JSON.</summary>
    public string? Error { get; set; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A press that waits for the core's answer. It is here for some seconds.</summary>
internal sealed class PressRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    /// <summary>The id of the event that told of it.</summary>
    public required string PressId { get; init; }

    public required string ConnectionId { get; init; }

    /// <summary>By what the channel knows it.</summary>
    public required string Callback { get; init; }

    public bool Answered { get; set; }
}
