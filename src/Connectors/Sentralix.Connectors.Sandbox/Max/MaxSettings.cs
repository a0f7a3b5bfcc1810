namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>The bot that a <see cref="MaxStandIn"/> serves.</summary>
public sealed record MaxSettings
{
    /// <summary>The bot's user id.</summary>
    public long BotId { get; init; } = 555;

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "Sandbox";

    /// <summary>Its short name.</summary>
    public string Username { get; init; } = "sandbox_bot";

    /// <summary>Its token.</summary>
    public string Token { get; init; } = "max-sandbox-token";

    /// <summary>What the channel allows.</summary>
    public MaxLimits Limits { get; init; } = new();

    /// <summary>Its clock; null: the system's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How much it keeps.</summary>
    public StandInHome Home { get; init; } = StandInHome.OfTests;
}

/// <summary>What MAX allows, as published where it is; 0: no limit.</summary>
public sealed record MaxLimits
{
    /// <summary>Nothing is limited by rate, uploads are ready at once, and webhooks may be anywhere.</summary>
    public static readonly MaxLimits None = new()
    {
        RequestsPerSecond = 0,
        PollsPerSecond = 0,
        AnswersPerSecondToOneChat = 0,
        TextLength = 0,
        Processing = TimeSpan.Zero,
        PublicWebhooksOnly = false,
    };

    /// <summary>Requests of a token in a second; more: 429.</summary>
    public int RequestsPerSecond { get; init; } = 30;

    /// <summary><c>GET /updates</c> of a token in a second; more: 429.</summary>
    public int PollsPerSecond { get; init; } = 2;

    /// <summary>Answers to presses into one chat in a second; more: 429.</summary>
    public int AnswersPerSecondToOneChat { get; init; } = 2;

    /// <summary>Messages into one chat in a second; more: 429. MAX publishes none; some count with 2.</summary>
    public int MessagesPerSecondToOneChat { get; init; }

    /// <summary>Characters of a message's text.</summary>
    public int TextLength { get; init; } = 4000;

    /// <summary>Media of one message.</summary>
    public int Attachments { get; init; } = 12;

    /// <summary>How long an upload is processed: until then a message with it is refused with <c>attachment.not.ready</c>.</summary>
    public TimeSpan Processing { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a message without a keyboard can be edited in a dialog.</summary>
    public TimeSpan EditWindow { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Webhooks must be HTTPS on port 443, as the channel demands. <see cref="MaxStandIn.PointHost"/> says where such a host is.</summary>
    public bool PublicWebhooksOnly { get; init; } = true;

    /// <summary>How long a webhook may take to answer.</summary>
    public TimeSpan WebhookPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the first retry of a delivery; each further one is longer by <see cref="RetryFactor"/>. Scaled by the delivery's pace.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>By how much each wait is longer than the one before.</summary>
    public double RetryFactor { get; init; } = 2.5;

    /// <summary>How often an update is tried again before it is given up.</summary>
    public int Retries { get; init; } = 10;

    /// <summary>After so long without success the bot is unsubscribed. Scaled by the delivery's pace.</summary>
    public TimeSpan UnsubscribedAfter { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The longest wait of a poll.</summary>
    public TimeSpan LongestPoll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most updates that a poll answers.</summary>
    public int PollBatch { get; init; } = 100;

    /// <summary>How long updates wait to be polled.</summary>
    public TimeSpan UpdatesKept { get; init; } = TimeSpan.FromHours(24);
}
