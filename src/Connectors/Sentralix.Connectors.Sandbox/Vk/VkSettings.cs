namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>The community that a <see cref="VkStandIn"/> is.</summary>
public sealed record VkSettings
{
    /// <summary>The community's id, positive.</summary>
    public long GroupId { get; init; } = 220_011;

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "Sandbox";

    /// <summary>Its key of access.</summary>
    public string Token { get; init; } = "vk1.a.sandbox";

    /// <summary>The code that a callback address answers a confirmation with.</summary>
    public string ConfirmationCode { get; init; } = "5a0d7b1c";

    /// <summary>False: abilities of bots are off, and keyboards are refused (912).</summary>
    public bool BotAbilities { get; init; } = true;

    /// <summary>What the channel allows.</summary>
    public VkLimits Limits { get; init; } = new();

    /// <summary>Its clock; null: the system's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How much it keeps.</summary>
    public StandInHome Home { get; init; } = StandInHome.OfTests;
}

/// <summary>What VK allows, as published where it is; 0: no limit.</summary>
public sealed record VkLimits
{
    /// <summary>Nothing is limited by rate, and texts may be as long as one likes.</summary>
    public static readonly VkLimits None = new() { CallsPerSecond = 0, MessagesPerHourToOneUser = 0, TextLength = 0 };

    /// <summary>Calls of a community's token in a second; more: error 6.</summary>
    public int CallsPerSecond { get; init; } = 20;

    /// <summary>Messages to one conversation in an hour; more: error 9.</summary>
    public int MessagesPerHourToOneUser { get; init; } = 1000;

    /// <summary>UTF-16 units of a message's text; more: error 914.</summary>
    public int TextLength { get; init; } = 4096;

    /// <summary>Receivers of one <c>messages.send</c>.</summary>
    public int PeersOfOneSend { get; init; } = 100;

    /// <summary>Attachments of a message.</summary>
    public int Attachments { get; init; } = 10;

    /// <summary>Callback servers of a community; more: error 2000.</summary>
    public int CallbackServers { get; init; } = 10;

    /// <summary>How long a message can be edited or deleted for all.</summary>
    public TimeSpan EditWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the press of a callback button waits for its answer.</summary>
    public TimeSpan PressWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a callback server may take to answer.</summary>
    public TimeSpan CallbackPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Waits before a callback that was not taken comes again, scaled by the delivery's pace. After the last the event is given up and
    /// the server counts as failed. VK publishes no schedule; this one is of the same kind as other channels'.</summary>
    public IReadOnlyList<TimeSpan> RetryWaits { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
    ];

    /// <summary>How many events the long poll keeps; older ones are lost (failed 1).</summary>
    public int LongPollEvents { get; init; } = 200_000;
}
