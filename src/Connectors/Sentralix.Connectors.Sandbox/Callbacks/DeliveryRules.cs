namespace Sentralix.Connectors.Sandbox.Callbacks;

/// <summary>How a stand-in delivers its updates to a webhook: what a network and a busy channel do to them.</summary>
public sealed record DeliveryRules
{
    /// <summary>Which share of the updates arrives twice although the first delivery was answered well: 0 to 1.</summary>
    public double DuplicateShare { get; init; }

    /// <summary>How many updates that wait together may change places; 0 or 1: none.</summary>
    public int ReorderWindow { get; init; }

    /// <summary>Which share of the deliveries is cut after the update was sent and before its answer was read, so that the update comes
    /// again: 0 to 1.</summary>
    public double CutShare { get; init; }

    /// <summary>How long after it was made an update is delivered first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Retry waits and other long times of the channel are multiplied by it: with 0.001 a minute is 60 ms.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Chance is drawn from it: the same seed, the same draws in each lane.</summary>
    public int Seed { get; init; } = 1;

    internal TimeSpan Paced(TimeSpan time) => time * Pace;
}
