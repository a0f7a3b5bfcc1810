using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>A user's conversation with the community, or a group chat that the community is in. Guarded by its own lock.</summary>
internal sealed class VkConversation(long peer, VkLimits limits, TimeProvider clock, StandInHome home)
{
    /// <summary>Peers above it are group chats.</summary>
    public const long FirstChat = 2_000_000_000;

    private readonly List<VkMessage> messages = [];

    // How many numbers there were before the first of these.
    private int dropped = home.NumbersAfter;
    private readonly Dictionary<int, VkMessage> byRandomId = [];
    private readonly CallRate? rate = limits.MessagesPerHourToOneUser > 0 ? new(limits.MessagesPerHourToOneUser, TimeSpan.FromHours(1), clock) : null;

    public Lock Gate { get; } = new();

    public long Peer { get; } = peer;

    /// <summary>The user wrote first or allowed messages.</summary>
    public bool IsAllowed { get; set; }

    /// <summary>The user's privacy forbids messages.</summary>
    public bool IsPrivate { get; set; }

    /// <summary>The last message of the user's that the community has read.</summary>
    public int ReadByCommunity { get; set; }

    /// <summary>The last message of the community's that the user has read.</summary>
    public int ReadByUser { get; set; }

    public IReadOnlyList<VkMessage> Messages => messages;

    public int NextCmid => dropped + messages.Count + 1;

    /// <summary>Counts a message to this conversation; false: one too many in the hour.</summary>
    public bool TakeRate() => rate?.Take() ?? true;

    public void Add(VkMessage message)
    {
        messages.Add(message);

        // 0 is no key: VK does not compare such messages.
        if (message is { IsOut: true, RandomId: not 0 }) byRandomId.TryAdd(message.RandomId, message);
        if (messages.Count > home.Messages) DropOldest();
    }

    /// <summary>The message that was sent here with the same key before.</summary>
    public VkMessage? SentAs(int randomId) => randomId == 0 ? null : byRandomId.GetValueOrDefault(randomId);

    /// <summary>A message that is there and not deleted.</summary>
    public VkMessage? Find(long cmid) =>
        cmid > dropped && cmid < NextCmid && messages[(int)cmid - dropped - 1] is { IsDeleted: false } message ? message : null;

    public VkMessage? FindById(long id)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Id == id) return messages[i].IsDeleted ? null : messages[i];
        }

        return null;
    }

    private void DropOldest()
    {
        var oldest = messages[0];
        messages.RemoveAt(0);
        dropped++;
        if (oldest.RandomId != 0 && byRandomId.GetValueOrDefault(oldest.RandomId) == oldest) byRandomId.Remove(oldest.RandomId);
    }
}
