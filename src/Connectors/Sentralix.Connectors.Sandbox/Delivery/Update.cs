namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>What became of an update.</summary>
public enum UpdateState
{
    /// <summary>On its way.</summary>
    Pending,

    /// <summary>The bot's server took it.</summary>
    Delivered,

    /// <summary>The bot's server refused it for good, or all tries were used up.</summary>
    Lost,

    /// <summary>There was no address to deliver it to.</summary>
    Nowhere,
}

/// <summary>Something that happened in a channel and that a bot should hear of.</summary>
public sealed class Update
{
    private int attempts;
    private volatile UpdateState state;

    internal Update(long number, string key, string conversation, string kind, DateTimeOffset at)
    {
        Number = number;
        Key = key;
        Conversation = conversation;
        Kind = kind;
        At = at;
    }

    /// <summary>What the channel names it by in what it delivers: equal for every delivery of the same thing.</summary>
    public string Key { get; }

    /// <summary>The channel's id of the conversation.</summary>
    public string Conversation { get; }

    /// <summary>The channel's name of what happened.</summary>
    public string Kind { get; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; }

    /// <summary>How often it was sent, duplicates included.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    /// <summary>What became of it.</summary>
    public UpdateState State
    {
        get => state;
        internal set => state = value;
    }

    /// <summary>Its place in the order in which everything happened.</summary>
    internal long Number { get; }

    /// <summary>When it was on its way.</summary>
    public Passage Passage { get; } = new();

    internal void Tried()
    {
        Passage.Tried();
        Interlocked.Increment(ref attempts);
    }
}

/// <summary>Every update that a stand-in made: what a bot must have heard of.</summary>
public sealed class UpdateLog
{
    private readonly Kept<Update> made;
    private long number;

    internal UpdateLog(int most) => made = new Kept<Update>(most);

    /// <summary>How many.</summary>
    public int Count => made.Count;

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<Update> All => made.All;

    /// <summary>Those of one conversation, in order.</summary>
    public IReadOnlyList<Update> In(string conversation) => [.. made.All.Where(u => u.Conversation == conversation)];

    internal Update Add(string key, string conversation, string kind, DateTimeOffset at)
    {
        var update = new Update(Interlocked.Increment(ref number), key, conversation, kind, at);
        made.Add(update);
        return update;
    }
}
