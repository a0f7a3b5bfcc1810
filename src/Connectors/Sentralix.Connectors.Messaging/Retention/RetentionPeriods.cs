using System.Globalization;
using Microsoft.Extensions.Configuration;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Retention;

/// <summary>How long messengers keep what is not needed any more. Keys by which repetitions are recognised are kept for ever.</summary>
/// <param name="Updates">The bytes of updates that were passed on.</param>
/// <param name="Sent">The contents of messages that were sent, and which file the media of an update became.</param>
/// <param name="Buttons">The values behind buttons: after it a press is only told, without its value.</param>
internal sealed record RetentionPeriods(TimeSpan Updates, TimeSpan Sent, TimeSpan Buttons)
{
    private const int MostDays = 36_500;

    /// <summary>A contact may scroll back and press an old button; after a year what it meant has hardly a meaning left.</summary>
    public static readonly RetentionPeriods Default = new(TimeSpan.FromDays(30), TimeSpan.FromDays(90), TimeSpan.FromDays(365));

    public static RetentionPeriods From(IConfiguration configuration) => new(
        Days(configuration, "Messengers:KeepUpdatesDays", Default.Updates),
        Days(configuration, "Messengers:KeepSentDays", Default.Sent),
        Days(configuration, "Messengers:KeepButtonsDays", Default.Buttons));

    private static TimeSpan Days(IConfiguration configuration, string name, TimeSpan normal)
    {
        if (configuration[name] is not { } value) return normal;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MostDays
            ? TimeSpan.FromDays(days)
            : throw new PlatformStartException($"--{name} must be a number of days from 1 to {MostDays}, not '{value}'.");
    }
}
