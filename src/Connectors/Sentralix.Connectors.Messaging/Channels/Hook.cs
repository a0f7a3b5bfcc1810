namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>Our hook.</summary>
/// <param name="Url">Where the channel calls.</param>
/// <param name="Secret">What it shows.</param>
public sealed record Hook(Uri Url, string Secret);

/// <summary>How a channel sees our hook.</summary>
/// <param name="IsSet">Whether it would call us.</param>
/// <param name="Pending">Updates that wait there; null where it does not tell.</param>
/// <param name="Error">Its last trouble with us, in its own words.</param>
/// <param name="ErrorAt">When.</param>
public sealed record HookHealth(bool IsSet, int? Pending, string? Error, DateTimeOffset? ErrorAt);

/// <summary>A call of a hook.</summary>
/// <param name="Headers">A header's value by its name; null where there is none.</param>
/// <param name="Rest">What follows the connection's id in the path, without a slash before it; empty: nothing.</param>
/// <param name="Body">The bytes.</param>
public sealed record HookCall(Func<string, string?> Headers, string Rest, ReadOnlyMemory<byte> Body);

/// <summary>What a call of a hook is.</summary>
public abstract record HookReading
{
    private HookReading()
    {
    }

    /// <summary>Not from the channel.</summary>
    public sealed record Refused : HookReading;

    /// <summary>From the channel, but not readable.</summary>
    /// <param name="Why">What is wrong.</param>
    public sealed record Unreadable(string Why) : HookReading;

    /// <summary>From the channel, and what it wants to hear must be asked of it first. Nothing is stored for it.</summary>
    /// <param name="Answer">Asks; fails with a <see cref="ChannelException"/>.</param>
    /// <param name="ContentType">The type of the 200's body.</param>
    public sealed record Asks(Func<CancellationToken, Task<string>> Answer, string ContentType = "text/plain") : HookReading;

    /// <summary>Updates (perhaps none), and the body that the channel wants to hear once they are durable.</summary>
    /// <param name="Items">The updates.</param>
    /// <param name="Answer">The body of the 200.</param>
    /// <param name="ContentType">Its type.</param>
    public sealed record Updates(IReadOnlyList<RawUpdate> Items, string Answer = "", string ContentType = "text/plain") : HookReading
    {
        /// <summary>The end of the thread of whose contact the channel wants to know: where something is known, <see cref="IFillsCards"/> makes the
        /// answer of it. Null: nobody asks.</summary>
        public string? CardFor { get; init; }
    }
}

/// <summary>An update as it came.</summary>
/// <param name="Key">The channel's own key, or one made so that a repetition has the same: unique in the connection for ever.</param>
/// <param name="Thread">What must stay in order: the channel's id of the conversation.</param>
/// <param name="Body">The bytes.</param>
public sealed record RawUpdate(string Key, string Thread, ReadOnlyMemory<byte> Body)
{
    /// <summary>Updates of one thread with the same group are one message (an album); null: on its own.</summary>
    public string? Group { get; init; }

    /// <summary>A contact waits for an answer to it. Where the channel has people, they are called if none comes.</summary>
    public bool WantsAnswer { get; init; }
}

/// <summary>What a poll brought.</summary>
/// <param name="Updates">The updates, in order.</param>
/// <param name="Position">Where to go on, once they are durable.</param>
public sealed record Polled(IReadOnlyList<RawUpdate> Updates, string? Position);
