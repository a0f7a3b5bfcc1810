using System.Security.Cryptography;
using System.Text;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>What an update of Avito tells of.</summary>
public static class AvitoUpdates
{
    /// <summary>The buyer wrote.</summary>
    public const string Buyer = "buyer";

    /// <summary>What the bot sent by the API came back.</summary>
    public const string Echo = "echo";

    /// <summary>A person answered in Avito's app.</summary>
    public const string Human = "human";

    /// <summary>Avito itself wrote.</summary>
    public const string System = "system";

    /// <summary>A message was deleted.</summary>
    public const string Deleted = "deleted";
}

/// <summary>How Avito delivers. Safe to change while it does.</summary>
public sealed class AvitoDelivery
{
    private readonly Courier courier;

    internal AvitoDelivery(Courier courier) => this.courier = courier;

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

    /// <summary>How long an answer may take: Avito asks for 2 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The waits before a webhook that was not answered with 200 is sent again. Avito publishes no rule: after the last one it is
    /// lost, and only reading the chats finds it.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; set; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];

    /// <summary>True: a new subscription's address is asked at once with <c>{}</c>; what it says is kept in <see cref="Probes"/>.</summary>
    public bool ProbesOnSubscribe { get; set; } = true;

    /// <summary>False: addresses that name the machine itself or a private network are taken and then never delivered to, as has been met.</summary>
    public bool ReachesPrivateAddresses { get; set; } = true;

    /// <summary>Makes the signature of a body under the account's secret, in hexadecimal; null: none is sent. Avito does not publish its
    /// algorithm, so this is one of the guesses that a receiver may observe.</summary>
    public Func<ReadOnlyMemory<byte>, string, string?> Sign { get; set; } =
        (body, secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body.Span));

    /// <summary>What addresses said to the probe of a subscription.</summary>
    public IReadOnlyList<DeliveryAnswer> Probes
    {
        get
        {
            lock (Asked) return [.. Asked];
        }
    }

    internal List<DeliveryAnswer> Asked { get; } = [];

    internal DeliveryRules Rules()
    {
        var retries = Retries;
        return new DeliveryRules(
            Timeout,
            answer => answer.Status == 200 ? Verdict.Accepted : Verdict.Again,
            attempt => attempt <= retries.Count ? retries[attempt - 1] : null,
            false);
    }
}
