namespace Sentralix.Contracts.Orchestrator;

/// <summary>The message that another one answers.</summary>
public sealed record QuotedMessage
{
    /// <summary>The longest quoted text, in characters.</summary>
    public const int MaxText = 1000;

    /// <summary>Which of the core's messages; null where it is not known.</summary>
    public string? MessageId { get; init; }

    /// <summary>The channel's id of it.</summary>
    public string? ChannelMessageId { get; init; }

    /// <summary>What it says, or the stretch of it that was marked; its beginning where it is long. Null: not known.</summary>
    public string? Text { get; init; }

    internal void Validate(Faults faults)
    {
        faults.Text("reply_to.message_id", MessageId, Ids.MaxLength, required: false);
        faults.Text("reply_to.channel_message_id", ChannelMessageId, 200, required: false);
        faults.Text("reply_to.text", Text, MaxText, required: false);
    }
}

/// <summary>Whose words a message passes on.</summary>
public sealed record ForwardOrigin
{
    /// <summary>The name of the person or the channel, where it is told.</summary>
    public string? Name { get; init; }

    /// <summary>The channel's id of the person or the channel, where it is told.</summary>
    public string? Id { get; init; }

    /// <summary>When it was said first.</summary>
    public DateTimeOffset? At { get; init; }

    internal void Validate(Faults faults)
    {
        faults.Text("forwarded_from.name", Name, 200, required: false);
        faults.Text("forwarded_from.id", Id, 200, required: false);
    }
}
