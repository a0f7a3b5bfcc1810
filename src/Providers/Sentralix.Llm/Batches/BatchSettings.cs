using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Batches;

/// <summary>The section <c>Llm:Batches</c>.</summary>
internal sealed record BatchSettings
{
    /// <summary>Lines of one batch that are asked at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Batches that a process works on at once; the others wait for their turn.</summary>
    public int MaxRunning { get; init; } = 8;

    /// <summary>Batches of one tenant that are not over.</summary>
    public int MaxPerTenant { get; init; } = 20;

    /// <summary>Requests of one batch.</summary>
    public int MaxLines { get; init; } = 50_000;

    /// <summary>The longest line.</summary>
    public int MaxLineBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How often a line is asked whose provider is in trouble.</summary>
    public int MaxTries { get; init; } = 10;

    /// <summary>How long a batch that is over can be read.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromDays(90);

    public static BatchSettings Read(SettingsReader reader)
    {
        var usual = new BatchSettings();
        int Number(string name, int fallback) => (int)Math.Min(reader.Number(name, fallback, least: 1), int.MaxValue);
        var settings = new BatchSettings
        {
            Concurrency = Number("Concurrency", usual.Concurrency),
            MaxRunning = Number("MaxRunning", usual.MaxRunning),
            MaxPerTenant = Number("MaxPerTenant", usual.MaxPerTenant),
            MaxLines = Number("MaxLines", usual.MaxLines),
            MaxLineBytes = Number("MaxLineBytes", usual.MaxLineBytes),
            MaxTries = Number("MaxTries", usual.MaxTries),
            Kept = TimeSpan.FromDays(Number("KeptDays", (int)usual.Kept.TotalDays)),
        };
        if (settings.MaxLineBytes > PassThrough.RequestBody.Limit) reader.Complain("MaxLineBytes", $"must be at most {PassThrough.RequestBody.Limit}, as for any request");
        reader.ComplainAboutUnknown();
        return settings;
    }
}
