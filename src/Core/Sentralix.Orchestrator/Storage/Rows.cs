using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Storage;

/// <summary>A person.</summary>
internal sealed class ContactRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A person on a connection.</summary>
internal sealed class IdentityRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConnectionId { get; init; }

    public required string ContactKey { get; init; }

    public required string ContactId { get; set; }
}

/// <summary>A thread, for ever. Its row is the lock of its log.</summary>
internal sealed class ConversationRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string ConnectionId { get; init; }

    public required Channel Channel { get; init; }

    public required string ThreadId { get; init; }

    public required string ContactId { get; init; }

    /// <summary>Chosen when the conversation was opened; null: whoever is bound to the connection.</summary>
    public string? AssistantId { get; init; }

    public long LastSeq { get; set; }

    public string Holder { get; set; } = ControlHolder.Assistant;

    public string? Operator { get; set; }

    public long Epoch { get; set; }

    /// <summary>The channel has confirmed the fence of this epoch.</summary>
    public bool Fenced { get; set; } = true;

    public bool Unrouted { get; set; }

    /// <summary>The contact's name in the channel.</summary>
    public string? ContactName { get; set; }

    /// <summary>What it is about; JSON.</summary>
    public string? Context { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public ConversationRow Copy() => (ConversationRow)MemberwiseClone();
}

/// <summary>Who may hold control.</summary>
internal static class ControlHolder
{
    public const string Assistant = "assistant";
    public const string Operator = "operator";
}

/// <summary>One period of a conversation under one pinned release.</summary>
internal sealed class SessionRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string ConversationId { get; init; }

    public required string AssistantId { get; init; }

    public required string ReleaseId { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset ActiveAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public SessionRow Active(DateTimeOffset at)
    {
        var copy = (SessionRow)MemberwiseClone();
        copy.ActiveAt = at;
        return copy;
    }
}

/// <summary>A message; its parts and citations as JSON.</summary>
internal sealed class MessageRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string ConversationId { get; init; }

    public required long Seq { get; init; }

    public required Direction Direction { get; init; }

    public required Author Author { get; init; }

    public required string Parts { get; set; }

    /// <summary>The buttons under it; JSON.</summary>
    public string? Keyboard { get; init; }

    public string? Citations { get; init; }

    /// <summary>JSON.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>JSON.</summary>
    public string? ForwardedFrom { get; init; }

    public string? RunId { get; set; }

    public string? ClientMessageId { get; init; }

    public string? EventId { get; init; }

    public SendStatus? Status { get; set; }

    public long Epoch { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EditedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>An event of a channel that made no message, so that it is told once.</summary>
internal sealed class ChannelEventRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string ConversationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One execution of a scenario version.</summary>
internal sealed class RunRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string ConversationId { get; init; }

    public string? SessionId { get; set; }

    public required RunState State { get; set; }

    public string? ReleaseId { get; set; }

    public string? Scenario { get; set; }

    /// <summary>The epoch of control under which it may speak.</summary>
    public required long Epoch { get; init; }

    /// <summary>The place in the log of the first message that it answers: its stream begins there.</summary>
    public required long AskedSeq { get; init; }

    /// <summary>Where to go on after a crash: recorded outcomes, variables, the next node; JSON.</summary>
    public string? Checkpoint { get; set; }

    public string? Result { get; set; }

    public string? Error { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public int ModelCalls { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public RunRow Copy() => (RunRow)MemberwiseClone();
}

/// <summary>The events of one commit, as a JSON list: the append-only log of a conversation. One row a commit, however many events.</summary>
internal sealed class LogRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConversationId { get; init; }

    public required long FirstSeq { get; init; }

    public required long LastSeq { get; init; }

    public required string Events { get; init; }
}

/// <summary>A frozen scenario document.</summary>
internal sealed class ScenarioRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required string Document { get; init; }

    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
