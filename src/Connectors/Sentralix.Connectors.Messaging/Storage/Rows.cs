using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Storage;

/// <summary>A bot or an account.</summary>
internal sealed class ConnectionRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Name { get; set; }

    public required Transport Transport { get; set; }

    /// <summary>It leads to the built-in stand-in.</summary>
    public bool Sandbox { get; init; }

    public ConnectionState State { get; set; }

    public string? Reason { get; set; }

    public string? Evidence { get; set; }

    public string? Identity { get; set; }

    public string? IdentityName { get; set; }

    /// <summary>The identity while this connection is enabled with it: no other may be.</summary>
    public string? ClaimedIdentity { get; set; }

    /// <summary>JSON.</summary>
    public required string Settings { get; set; }

    /// <summary>Sealed JSON: name to value.</summary>
    public required byte[] Secrets { get; set; }

    /// <summary>JSON: name to last four characters.</summary>
    public required string SecretHints { get; set; }

    /// <summary>Sealed: what the hook accepts.</summary>
    public byte[]? HookSecret { get; set; }

    /// <summary>Sealed: what it accepted before the last rotation.</summary>
    public byte[]? OldHookSecret { get; set; }

    public DateTimeOffset? OldHookSecretUntil { get; set; }

    /// <summary>Where polling goes on.</summary>
    public string? Position { get; set; }

    public DateTimeOffset? LastEventAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public long Rev { get; set; }
}

/// <summary>An update as it came: the inbox. Its key is unique for ever, its bytes are kept for a while.</summary>
internal sealed class UpdateRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConnectionId { get; init; }

    public required string Key { get; init; }

    public required string Thread { get; init; }

    public string? Group { get; init; }

    /// <summary>Null once its time is over: what remains is the key.</summary>
    public required byte[]? Body { get; init; }

    public bool Done { get; set; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>Which conversation a thread of the channel is, and the fence before it.</summary>
internal sealed class ThreadRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConnectionId { get; init; }

    public required string Thread { get; init; }

    public required string ConversationId { get; init; }

    /// <summary>Nothing of an older epoch leaves.</summary>
    public long Fence { get; set; }

    /// <summary>A human was heard in the channel: what the assistant says is held until a fence of a higher epoch than this is raised.</summary>
    public long? HeldUnder { get; set; }

    /// <summary>Opened by a human's words to somebody whom the channel does not name: the contact is named when he writes.</summary>
    public bool Nameless { get; set; }

    /// <summary>The thread's new id, where the channel moved it.</summary>
    public string? MovedTo { get; set; }

    /// <summary>What the contact's application can do, in the channel's own form.</summary>
    public string? Client { get; set; }
}

/// <summary>Which of the core's messages a message of the contact is.</summary>
internal sealed class HeardRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConversationId { get; init; }

    public required string ChannelMessageId { get; init; }

    public required string MessageId { get; init; }
}

/// <summary>Which file the bytes of the channel's media are.</summary>
internal sealed class MediaRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConnectionId { get; init; }

    public required string Unique { get; init; }

    public required string FileId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A message that the core has given us to send.</summary>
internal sealed class OutboundRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string MessageId { get; init; }

    public required string ConversationId { get; init; }

    public required string ConnectionId { get; init; }

    public required string Thread { get; init; }

    /// <summary>An edit under a newer epoch makes it the newer one's.</summary>
    public required long Epoch { get; set; }

    public required UncertainPolicy OnUncertain { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>JSON.</summary>
    public required string Degraded { get; set; }

    public required int Segments { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the contents of its segments were dropped, long after they were sent.</summary>
    public DateTimeOffset? SweptAt { get; set; }
}

/// <summary>One of the channel's messages that a message of the core was divided into.</summary>
internal sealed class SegmentRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string MessageId { get; init; }

    public required int Number { get; init; }

    public required string ConversationId { get; init; }

    /// <summary>In the channel's own form; empty once its time is over. Changed in the unit of work that knows whether it has left.</summary>
    public required string Content { get; set; }

    public SendStatus Status { get; set; }

    public int Attempts { get; set; }

    public string? ChannelMessageId { get; set; }

    /// <summary>When sending was begun last.</summary>
    public DateTimeOffset? BegunAt { get; set; }

    /// <summary>JSON.</summary>
    public string? Error { get; set; }
}

/// <summary>The value behind a button: no channel carries 4 KB.</summary>
internal sealed class ButtonRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Token { get; init; }

    public required string ConversationId { get; init; }

    public required string MessageId { get; init; }

    /// <summary>Its number where the buttons are written out as a list: from 1, not counting those that open a page, which have 0.</summary>
    public int Place { get; init; }

    public required string Label { get; init; }

    /// <summary>JSON; null: the label is the value.</summary>
    public string? Value { get; init; }

    /// <summary>How long a press waits for the caller's answer; null: it is answered at once.</summary>
    public int? AnswerWithinMs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
