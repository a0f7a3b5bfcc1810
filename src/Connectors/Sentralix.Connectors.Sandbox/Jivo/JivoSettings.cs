using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>Jivo's limits. It publishes no rates.</summary>
public sealed record JivoLimits
{
    /// <summary>Nothing is limited.</summary>
    public static readonly JivoLimits None = new() { Buttons = int.MaxValue };

    /// <summary>Buttons of one message, by the older text of the Bot API.</summary>
    public int Buttons { get; init; } = 3;
}

/// <summary>In which form ids and times stand in what Jivo sends.</summary>
public enum JivoIdForm
{
    /// <summary>As described: ids are strings, the sender's is a number, times are numbers.</summary>
    AsDescribed,

    /// <summary>All are numbers.</summary>
    Numbers,

    /// <summary>The other way round in every second event.</summary>
    Mixed,
}

/// <summary>What follows an invitation of an agent.</summary>
public enum JivoInviteAnswer
{
    /// <summary>An agent joins if one is online; otherwise nobody is available.</summary>
    AtOnce,

    /// <summary>Nothing, until the test says what.</summary>
    WhenTold,
}

/// <summary>How Jivo delivers. Safe to change while it does.</summary>
public sealed class JivoDelivery
{
    private readonly Courier courier;

    internal JivoDelivery(Courier courier) => this.courier = courier;

    /// <summary>How the way misbehaves.</summary>
    public Disturbance Disturbance
    {
        get => courier.Disturbance;
        set => courier.Disturbance = value;
    }

    /// <summary>Waits between tries are multiplied by it.</summary>
    public double Pace
    {
        get => courier.Pace;
        set => courier.Pace = value;
    }

    /// <summary>How long the bot may take to answer an event, and how long a try lasts that fails sooner.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often an event is repeated that the bot did not answer with 200. Then the client goes to an agent.</summary>
    public int Repeats { get; set; } = 2;

    /// <summary>Chat API: the waits before a message is sent again that was answered with 5xx or not at all.</summary>
    public IReadOnlyList<TimeSpan> ChannelRepeats { get; set; } = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)];

    /// <summary>Chat API: how long an answer may take. Jivo does not publish it.</summary>
    public TimeSpan ChannelTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Webhooks API: how long an answer may take. Jivo does not publish it.</summary>
    public TimeSpan WebhookTimeout { get; set; } = TimeSpan.FromSeconds(3);

    internal DeliveryRules BotRules()
    {
        var (slot, repeats) = (Timeout, Repeats);

        // A try lasts its whole slot also when it fails at once: three slots are the 9 seconds that a restart of a bot may take.
        return new DeliveryRules(slot, answer => answer.Status == 200 ? Verdict.Accepted : Verdict.Again, attempt => attempt <= repeats ? slot : null, true);
    }

    internal DeliveryRules ChannelRules()
    {
        var waits = ChannelRepeats;
        return new DeliveryRules(ChannelTimeout, ByClass, attempt => attempt <= waits.Count ? waits[attempt - 1] : null, true);
    }

    internal DeliveryRules WebhookRules() => new(WebhookTimeout, ByClass, _ => null, true);

    private static Verdict ByClass(DeliveryAnswer answer) => answer.Status switch
    {
        >= 200 and < 300 => Verdict.Accepted,
        >= 400 and < 500 => Verdict.Refused,
        _ => Verdict.Again,
    };
}
