namespace Sentralix.Connectors.Sandbox;

/// <summary>How much a stand-in keeps, and which way its own calls go. A test keeps everything, because it counts; a sandbox lives as long as
/// its connection and must not grow for ever.</summary>
public sealed record StandInHome
{
    /// <summary>Everything is kept, and calls go over the network.</summary>
    public static readonly StandInHome OfTests = new();

    /// <summary>Messages of one conversation; older ones are as if they had been deleted long ago.</summary>
    public int Messages { get; init; } = int.MaxValue;

    /// <summary>How many of each kind of record are kept: updates, sends, refusals, presses, tokens.</summary>
    public int Records { get; init; } = int.MaxValue;

    /// <summary>Bytes of files; the oldest files go first.</summary>
    public long FileBytes { get; init; } = long.MaxValue;

    /// <summary>The number before the first of updates and messages. A stand-in that forgets everything with its process must not use numbers a
    /// second time: to its bot the second would be a repetition.</summary>
    public int NumbersAfter { get; init; }

    /// <summary>The only way out for what the stand-in calls: webhooks, and files by address. Null: the network.</summary>
    public HttpMessageHandler? WayOut { get; init; }

    /// <summary>Whether whoever made a client for the way out closes it with the client.</summary>
    internal bool OwnsWayOut => WayOut is null;

    /// <summary>The way out, or a handler for the network where there is none of its own.</summary>
    internal HttpMessageHandler Out(Func<SocketsHttpHandler> network) => WayOut ?? network();
}
