namespace Sentralix.Peers.Serving;

/// <summary>How a stand-in brings its answers out, whatever they are.</summary>
public sealed record PeerManner
{
    /// <summary>Time before the first byte, streamed or not.</summary>
    public TimeSpan BeforeFirst { get; init; }

    /// <summary>Time between the events of a stream.</summary>
    public TimeSpan BetweenPieces { get; init; }

    /// <summary>Time between the last event and the end of the body.</summary>
    public TimeSpan AfterLast { get; init; }

    /// <summary>Write answers in pieces of this many bytes, so that events and letters are torn apart; null: an event at a time.</summary>
    public int? WriteSize { get; init; }

    /// <summary>Keep requests and answers in the journal. Off for benchmarks, whose requests would fill the memory.</summary>
    public bool KeepsJournal { get; init; } = true;
}
