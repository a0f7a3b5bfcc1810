namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>How updates reach webhooks, and what goes wrong there. Safe to change while the stand-in serves.</summary>
public sealed class DeliverySwitches
{
    private long duplicates;
    private long cuts;

    /// <summary>The waits between retries are multiplied by it: 1 is Telegram's, 0.01 a test's.</summary>
    public double Pace { get; set; } = 1;

    /// <summary>The share of updates that come twice although the first was answered.</summary>
    public double DuplicateShare { get; set; }

    /// <summary>The share of calls whose answer is never read: the connection is closed, and the update comes again.</summary>
    public double CutShare { get; set; }

    /// <summary>Any of so many waiting updates of a chat may be next. 1 keeps the order, as Telegram does.</summary>
    public int ReorderWindow { get; set; } = 1;

    /// <summary>A wait before every call.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(60);

    internal bool NextIsDuplicate() => Hits(ref duplicates, DuplicateShare);

    internal bool NextIsCut() => Hits(ref cuts, CutShare);

    // Evenly spread and the same in every run: a share of 0.1 is every tenth.
    private static bool Hits(ref long count, double share)
    {
        if (share <= 0) return false;
        var n = Interlocked.Increment(ref count);
        return Math.Floor(n * share) > Math.Floor((n - 1) * share);
    }
}
