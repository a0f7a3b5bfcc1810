using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Functions;

/// <summary>Functions over moments and durations.</summary>
internal static class TimeFunctions
{
    private static readonly Parameter Moment = new("moment", Kinds.Timestamp);

    // JSON has no moments, so what a tool answers is a text; showing it is the commonest thing to do with it.
    private static readonly Parameter MomentOrText = new("moment", Kinds.Timestamp | Kinds.Text);
    private static readonly Parameter Format = new("format", Kinds.Text, IsOptional: true);

    public static readonly IReadOnlyList<Function> All =
    [
        new("timestamp", [new("value", Kinds.Timestamp | Kinds.Text | Kinds.Whole)], Shape.Timestamp, call => Value.Of(MomentOf(call))),
        new("duration", [new("value", Kinds.Duration | Kinds.Text)], Shape.Duration, ToDuration),
        new("tz", [Moment, new("zone", Kinds.Text)], Shape.Timestamp, InZone) { Prepare = PrepareZone },
        new("date", [MomentOrText, Format], Shape.Text, call => Written(call, isTime: false)) { Prepare = PrepareFormat },
        new("time", [MomentOrText, Format], Shape.Text, call => Written(call, isTime: true)) { Prepare = PrepareFormat },
        new("addMonths", [Moment, new("months", Kinds.Whole)], Shape.Timestamp, AddMonths),
        new("startOfDay", [Moment], Shape.Timestamp, call => Value.Of(new DateTimeOffset(call[0].Timestamp.Date, call[0].Timestamp.Offset))),
    ];

    private static DateTimeOffset MomentOf(Call call)
    {
        switch (call[0].Kind)
        {
            case ValueKind.Timestamp: return call[0].Timestamp;
            case ValueKind.Text when Moments.TryRead(call[0].Text, call.Frame.Zone, out var moment): return moment;
            case ValueKind.Whole when call[0].Whole >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && call[0].Whole <= DateTimeOffset.MaxValue.ToUnixTimeSeconds():
                return TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(call[0].Whole), call.Frame.Zone);
            default: throw call.Fault(FaultCodes.Value, "it is no date; a date looks like 2026-11-23T18:00:00+03:00");
        }
    }

    private static Value ToDuration(Call call) => call[0].Kind == ValueKind.Duration ? call[0]
        : IsoDuration.TryRead(call[0].Text, out var duration) ? Value.Of(duration)
        : throw call.Fault(FaultCodes.Value, "it is no duration; a duration looks like PT1H30M or P2D");

    private static Value InZone(Call call)
    {
        var zone = call.Prepared as TimeZoneInfo ?? Moments.Zone(call[1].Text) ?? throw call.Fault(FaultCodes.Value, UnknownZone);
        return Value.Of(TimeZoneInfo.ConvertTime(call[0].Timestamp, zone));
    }

    private const string UnknownZone = "there is no such time zone; a zone looks like Europe/Moscow";

    private static TimeZoneInfo? PrepareZone(IReadOnlyList<Value?> literals) =>
        literals[1] is { Kind: ValueKind.Text } name ? Moments.Zone(name.Text) ?? throw new ExpressionException(FaultCodes.Value, UnknownZone) : null;

    private static DateFormat? PrepareFormat(IReadOnlyList<Value?> literals) =>
        literals.Count > 1 && literals[1] is { Kind: ValueKind.Text } format ? DateFormat.Parse(format.Text) : null;

    private static Value Written(Call call, bool isTime)
    {
        var format = call.Prepared as DateFormat
            ?? (call.Count > 1 ? DateFormat.Parse(call[1].Text) : isTime ? DateFormat.Time : DateFormat.Date(call.Frame.Locale));
        var text = format.Write(MomentOf(call), call.Frame.Locale);
        call.Frame.Make(text.Length);
        return Value.Of(text);
    }

    private static Value AddMonths(Call call)
    {
        try
        {
            return Value.Of(call[0].Timestamp.AddMonths(call.Whole(1, -120_000, 120_000)));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw call.Fault(FaultCodes.Arithmetic, "the result is no date any more");
        }
    }
}
