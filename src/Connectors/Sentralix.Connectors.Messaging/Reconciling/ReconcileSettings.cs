using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Messaging.Reconciling;

/// <summary>The settings of connections whose chats are looked through.</summary>
internal static class ReconcileSettings
{
    /// <summary>Seconds between two looks.</summary>
    public const string Interval = "reconcile_interval_s";

    /// <summary>Minutes after which a missed message is not answered by itself any more.</summary>
    public const string AnswerWithin = "answer_missed_within_min";

    private const int UsualInterval = 60;
    private const int UsualAnswerWithin = 30;

    public static IReadOnlyDictionary<string, FormField> Form { get; } = new Dictionary<string, FormField>
    {
        [Interval] = new(false, value => Whole(value, 5, 3600)),
        [AnswerWithin] = new(false, value => Whole(value, 0, 1440)),
    };

    public static TimeSpan IntervalOf(Access access) => TimeSpan.FromSeconds(Number(access, Interval, UsualInterval));

    public static TimeSpan AnswerWithinOf(Access access) => TimeSpan.FromMinutes(Number(access, AnswerWithin, UsualAnswerWithin));

    private static int Number(Access access, string name, int otherwise) =>
        access.Settings.TryGetValue(name, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static string? Whole(string value, int from, int to) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to ? null : $"must be a whole number from {from} to {to}";
}
