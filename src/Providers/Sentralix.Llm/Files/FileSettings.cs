using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Files;

/// <summary>The section <c>Llm:Files</c>.</summary>
internal sealed record FileSettings
{
    /// <summary>The most bytes of an upload.</summary>
    public long MaxBytes { get; init; } = 100L * 1024 * 1024;

    /// <summary>A tenant that keeps more uploads nothing new. What batches put out is always kept.</summary>
    public long MaxBytesPerTenant { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>How long a file is kept where nobody says.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromDays(30);

    public static FileSettings Read(SettingsReader reader)
    {
        var usual = new FileSettings();
        var settings = new FileSettings
        {
            MaxBytes = reader.Number("MaxBytes", usual.MaxBytes, least: 1),
            MaxBytesPerTenant = reader.Number("MaxBytesPerTenant", usual.MaxBytesPerTenant, least: 1),
            Kept = TimeSpan.FromDays(reader.Number("KeptDays", (long)usual.Kept.TotalDays, least: 1)),
        };
        reader.ComplainAboutUnknown();
        return settings;
    }
}
