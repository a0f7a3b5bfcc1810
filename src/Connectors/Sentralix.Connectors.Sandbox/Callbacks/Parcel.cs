namespace Sentralix.Connectors.Sandbox.Callbacks;

/// <summary>An update on its way to one receiver.</summary>
internal sealed class Parcel<TReceiver>(TReceiver receiver, string key, long lane, byte[] body)
{
    public TReceiver Receiver { get; } = receiver;

    public string Key { get; } = key;

    /// <summary>Parcels of one lane are sent one after another.</summary>
    public long Lane { get; } = lane;

    public byte[] Body { get; } = body;

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>When it may be sent first, as a timestamp of the clock.</summary>
    public long ReadyAt { get; set; }

    /// <summary>Comes a second time although the first was answered well.</summary>
    public bool IsDuplicate { get; init; }
}

/// <summary>What a channel makes of the answer to a delivery.</summary>
internal readonly record struct Verdict(VerdictKind Kind, TimeSpan Wait)
{
    public static readonly Verdict Taken = new(VerdictKind.Taken, TimeSpan.Zero);

    public static readonly Verdict GiveUp = new(VerdictKind.GiveUp, TimeSpan.Zero);

    public static Verdict Again(TimeSpan wait) => new(VerdictKind.Again, wait);
}

internal enum VerdictKind
{
    Taken,
    Again,
    GiveUp,
}

/// <summary>A channel's rules of delivery.</summary>
internal interface ICallbackRules<TReceiver>
{
    /// <summary>How long the channel waits for an answer.</summary>
    TimeSpan Patience { get; }

    /// <summary>False: the receiver is gone meanwhile, and what is on its way to it is dropped.</summary>
    bool Expects(Parcel<TReceiver> parcel);

    HttpRequestMessage Request(Parcel<TReceiver> parcel, HttpContent body);

    /// <summary>Judges an answer; null: there was none.</summary>
    ValueTask<Verdict> Judge(Parcel<TReceiver> parcel, HttpResponseMessage? answer, CancellationToken cancellation);
}
