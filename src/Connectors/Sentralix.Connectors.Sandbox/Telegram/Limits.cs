namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>How fast a bot may send. The default is what Telegram publishes (Bots FAQ, "My bot is hitting limits"); Telegram itself adapts
/// them, so that a client has to take the 429 as the authority.</summary>
public sealed record Limits
{
    /// <summary>Nothing is counted.</summary>
    public static readonly Limits None = new() { PerSecond = 0, PaidPerSecond = 0, PerChatPerSecond = 0, PerGroupPerMinute = 0 };

    /// <summary>Messages of one bot in a second; 0: any number.</summary>
    public int PerSecond { get; init; } = 30;

    /// <summary>The same for messages with <c>allow_paid_broadcast</c>.</summary>
    public int PaidPerSecond { get; init; } = 1000;

    /// <summary>Messages to one chat in a second, over time; 0: any number.</summary>
    public double PerChatPerSecond { get; init; } = 1;

    /// <summary>Messages to one chat that may come at once.</summary>
    public int ChatBurst { get; init; } = 3;

    /// <summary>Messages to one group in a minute; 0: any number.</summary>
    public int PerGroupPerMinute { get; init; } = 20;
}
