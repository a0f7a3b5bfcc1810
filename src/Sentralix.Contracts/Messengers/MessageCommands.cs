using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Contracts.Messengers;

/// <summary>A new form of a message that was handed over to be sent.</summary>
public sealed record EditMessage : IValidated
{
    /// <summary>The caller's id of the command, unique in the conversation for ever: the same one gives the first answer again. 1–64 characters.</summary>
    public required string CommandId { get; init; }

    /// <summary>The epoch of control under which it is asked.</summary>
    public required long Epoch { get; init; }

    /// <summary>What the message says from now on.</summary>
    public required IReadOnlyList<MessagePart> Parts { get; init; }

    /// <summary>The buttons under it from now on; null: none.</summary>
    public Keyboard? Keyboard { get; init; }

    /// <summary>What to do where the channel cannot change what it has taken.</summary>
    public EditFallback OnUnsupported { get; init; } = EditFallback.Refuse;

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        CommandFields.Validate(faults, CommandId, Epoch);
        MessagePart.Validate(faults, Parts);
        Keyboard?.Validate(faults);
    }
}

/// <summary>What to do where a channel cannot change what it has taken.</summary>
public enum EditFallback
{
    /// <summary>Nothing: the call is refused, and says why.</summary>
    Refuse,

    /// <summary>The new form goes out as a new message beside the old one.</summary>
    NewMessage,
}

/// <summary>Takes a message back.</summary>
public sealed record DeleteMessage : IValidated
{
    /// <summary>The caller's id of the command, unique in the conversation for ever: the same one gives the first answer again. 1–64 characters.</summary>
    public required string CommandId { get; init; }

    /// <summary>The epoch of control under which it is asked.</summary>
    public required long Epoch { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        CommandFields.Validate(faults, CommandId, Epoch);
    }
}

/// <summary>Asks the channel's own people to take a conversation.</summary>
public sealed record HandOff : IValidated
{
    /// <summary>The caller's id of the command, unique in the conversation for ever: the same one gives the first answer again. 1–64 characters.</summary>
    public required string CommandId { get; init; }

    /// <summary>The epoch of control under which it is asked.</summary>
    public required long Epoch { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        CommandFields.Validate(faults, CommandId, Epoch);
    }
}

internal static class CommandFields
{
    public static void Validate(Faults faults, string commandId, long epoch)
    {
        faults.Text("command_id", commandId, Ids.MaxLength);
        faults.When(epoch < 0, "epoch", "must not be negative");
    }
}

/// <summary>What a command asks for.</summary>
public enum CommandKind
{
    /// <summary>A message's new form.</summary>
    Edit,

    /// <summary>A message taken back.</summary>
    Delete,

    /// <summary>The channel's own people.</summary>
    HandOff,
}

/// <summary>A command that will be carried out in its turn, or already was.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Status">How far it is: <c>sent</c> means that nothing is left to do.</param>
/// <param name="Degraded">What the channel could not do as asked.</param>
/// <param name="Duplicate">Whether it had been taken before.</param>
public sealed record CommandAccepted(string CommandId, SendStatus Status, IReadOnlyList<Degradation> Degraded, bool Duplicate);

/// <summary>How far a command is.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Kind">What it asks for.</param>
/// <param name="ConversationId">Its conversation.</param>
/// <param name="MessageId">The message that it changes.</param>
/// <param name="Epoch">The epoch of control under which it was asked.</param>
/// <param name="Status"><c>queued</c>, <c>sending</c>, <c>sent</c> (the channel has done it), or <c>failed</c>, <c>expired</c>, <c>superseded</c>.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="Degraded">What the channel could not do as asked.</param>
/// <param name="Error">Why it was not done, or not yet.</param>
/// <param name="CreatedAt">When it was asked.</param>
public sealed record CommandView(
    string CommandId,
    CommandKind Kind,
    string ConversationId,
    string? MessageId,
    long Epoch,
    SendStatus Status,
    int Attempts,
    IReadOnlyList<Degradation> Degraded,
    ChannelError? Error,
    DateTimeOffset CreatedAt);

/// <summary>How far a contact's messages were read.</summary>
public sealed record ReadUpTo : IValidated
{
    /// <summary>The last message that was read; null: the last one there is.</summary>
    public string? MessageId { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(MessageId is not null && !Ids.IsValid("msg", MessageId), "message_id", "must be a message's id");
    }
}

/// <summary>A sign under a contact's message.</summary>
public sealed record Reaction : IValidated
{
    /// <summary>The contact's message.</summary>
    public required string MessageId { get; init; }

    /// <summary>One emoji; null takes the sign back. Which ones there are is the channel's business.</summary>
    public string? Emoji { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(!Ids.IsValid("msg", MessageId), "message_id", "must be a message's id");
        faults.Text("emoji", Emoji, 32, required: false);
    }
}

/// <summary>What a contact is shown who has pressed a button.</summary>
public sealed record PressAnswer : IValidated
{
    /// <summary>A few words; null: only that the press was noticed. At most 200 characters.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the words stay until the contact closes them.</summary>
    public bool Alert { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("text", Text, 200, required: false);
    }
}

/// <summary>A press was answered.</summary>
/// <param name="Degraded">What the channel could not show as asked.</param>
public sealed record PressAnswered(IReadOnlyList<Degradation> Degraded);

/// <summary>An answer while it is being written.</summary>
public sealed record Draft : IValidated
{
    /// <summary>The message that it will be.</summary>
    public required string MessageId { get; init; }

    /// <summary>The epoch of control under which it is made.</summary>
    public required long Epoch { get; init; }

    /// <summary>Which try at the message, from 1: the text of a lower one is not shown any more.</summary>
    public required int Attempt { get; init; }

    /// <summary>The text so far; null: it is being thought about.</summary>
    public string? Text { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(!Ids.IsValid("msg", MessageId), "message_id", "must be a message's id");
        faults.When(Epoch < 0, "epoch", "must not be negative");
        faults.When(Attempt < 1, "attempt", "must be at least 1");
        faults.Text("text", Text, MessagePart.MaxText, required: false);
    }
}
