namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>What became of an update.</summary>
public enum UpdateState
{
    /// <summary>The bot has not taken it yet.</summary>
    Pending,

    /// <summary>The webhook answered 2xx, or the bot confirmed it by the next offset.</summary>
    Delivered,

    /// <summary>It was older than Telegram keeps one.</summary>
    Expired,

    /// <summary>The bot asked for pending updates to be dropped.</summary>
    Dropped,
}

/// <summary>An update that was made for a bot: the witness for "none was lost".</summary>
public sealed class MadeUpdate
{
    internal MadeUpdate(string kind, string key, string lane, DateTimeOffset madeAt, DateTimeOffset expiresAt)
    {
        Kind = kind;
        Key = key;
        Lane = lane;
        MadeAt = madeAt;
        ExpiresAt = expiresAt;
    }

    /// <summary>Its <c>update_id</c>.</summary>
    public long Id { get; internal set; }

    /// <summary>Its field, such as <c>message</c>.</summary>
    public string Kind { get; }

    /// <summary>A name that stays the same however often it is delivered: kind, chat and message, or the query's id.</summary>
    public string Key { get; }

    /// <summary>When.</summary>
    public DateTimeOffset MadeAt { get; }

    /// <summary>What became of it.</summary>
    public UpdateState State { get; internal set; }

    /// <summary>How often the webhook was called with it, or a poll returned it.</summary>
    public int Attempts => attempts;

    /// <summary>Updates of one lane reach a webhook strictly one after the other.</summary>
    internal string Lane { get; }

    internal DateTimeOffset ExpiresAt { get; }

    internal byte[] Body { get; set; } = [];

    internal LinkedListNode<MadeUpdate>? Place { get; set; }

    /// <summary>When it was on its way.</summary>
    public Passage Passage { get; } = new();

    internal void Tried()
    {
        Passage.Tried();
        Interlocked.Increment(ref attempts);
    }

    private int attempts;
}
