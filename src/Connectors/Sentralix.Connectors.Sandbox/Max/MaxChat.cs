using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>A dialog of a user with the bot, or a group that the bot is in. Guarded by its own lock.</summary>
internal sealed class MaxChat(long id, MaxUser user, MaxUser bot, MaxLimits limits, TimeProvider clock, StandInHome home)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<MaxMessage> messages = [];
    private readonly CallRate? answers = limits.AnswersPerSecondToOneChat > 0 ? new(limits.AnswersPerSecondToOneChat, Second, clock) : null;
    private readonly CallRate? sends = limits.MessagesPerSecondToOneChat > 0 ? new(limits.MessagesPerSecondToOneChat, Second, clock) : null;
    private long lastTime;

    // How many numbers there were before the first of these.
    private int dropped = home.NumbersAfter;

    public Lock Gate { get; } = new();

    public long Id { get; } = id;

    /// <summary>Groups have negative ids.</summary>
    public bool IsDialog => Id > 0;

    /// <summary>Whose dialog it is; of a group: who added the bot.</summary>
    public MaxUser User { get; set; } = user;

    public MaxUser Bot { get; } = bot;

    /// <summary>The user has started the bot and not stopped it; the group has the bot.</summary>
    public bool IsOpen { get; set; }

    public DateTimeOffset? TypingAt { get; set; }

    public IReadOnlyList<MaxMessage> Messages => messages;

    public int NextSeq => dropped + messages.Count + 1;

    public bool TakeAnswer() => answers?.Take() ?? true;

    public bool TakeSend() => sends?.Take() ?? true;

    public void Add(MaxMessage message)
    {
        messages.Add(message);
        if (messages.Count <= home.Messages) return;
        messages.RemoveAt(0);
        dropped++;
    }

    public MaxMessage? Find(int seq) => seq > dropped && seq < NextSeq && messages[seq - dropped - 1] is { IsRemoved: false } message ? message : null;

    /// <summary>The time, later than anything before in this chat, so that updates are told apart by it as bots tell them apart.</summary>
    public DateTimeOffset Now()
    {
        lock (Gate)
        {
            lastTime = Math.Max(lastTime + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return DateTimeOffset.FromUnixTimeMilliseconds(lastTime);
        }
    }
}
