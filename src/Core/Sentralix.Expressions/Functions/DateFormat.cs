using System.Globalization;
using System.Text;

namespace Sentralix.Expressions.Functions;

/// <summary>
/// A pattern for dates, such as <c>d MMMM yyyy</c>, and the names of months and days in it. The letters are those of .NET and of Unicode that
/// both know: <c>d dd ddd dddd M MM MMM MMMM yy yyyy H HH h hh m mm s ss tt</c>; text stands in quotes.
/// </summary>
internal sealed class DateFormat
{
    private const int MaxLength = 100;

    // First: those below are parsed with it.
    private static readonly string[] Fields = ["d", "dd", "ddd", "dddd", "M", "MM", "MMM", "MMMM", "yy", "yyyy", "H", "HH", "h", "hh", "m", "mm", "s", "ss", "tt"];

    public static readonly DateFormat Time = Parse("HH:mm");
    private static readonly DateFormat RussianDate = Parse("d MMMM yyyy");
    private static readonly DateFormat EnglishDate = Parse("MMMM d, yyyy");

    private readonly List<(string Text, bool IsField)> pieces = [];

    // "22 ноября", but "ноябрь 2026".
    private bool hasDay;

    private DateFormat()
    {
    }

    public static DateFormat Date(Locale locale) => locale == Locale.Russian ? RussianDate : EnglishDate;

    /// <exception cref="ExpressionException">It is no pattern.</exception>
    public static DateFormat Parse(string pattern)
    {
        if (pattern.Length is 0 or > MaxLength) throw Refused($"the format must have 1 to {MaxLength} characters");
        var format = new DateFormat();
        for (var at = 0; at < pattern.Length;)
        {
            var length = 1;
            if (pattern[at] is '\'' or '"')
            {
                var close = pattern.IndexOf(pattern[at], at + 1);
                if (close < 0) throw Refused("a quote in the format is not closed");
                format.pieces.Add((pattern[(at + 1)..close], false));
                length = close + 1 - at;
            }
            else if (char.IsAsciiLetter(pattern[at]))
            {
                while (at + length < pattern.Length && pattern[at + length] == pattern[at]) length++;
                var field = pattern.Substring(at, length);
                if (!Fields.Contains(field)) throw Refused($"the format has no '{field}'; there are {string.Join(' ', Fields)}, and text stands in quotes");
                format.pieces.Add((field, true));
                format.hasDay |= field is "d" or "dd";
            }
            else
            {
                format.pieces.Add((pattern.Substring(at, 1), false));
            }

            at += length;
        }

        return format;
    }

    public string Write(DateTimeOffset moment, Locale locale)
    {
        var text = new StringBuilder();
        foreach (var (piece, isField) in pieces) text.Append(isField ? Field(piece, moment, CalendarNames.Of(locale)) : piece);
        return text.ToString();
    }

    private string Field(string field, DateTimeOffset moment, CalendarNames names) => field switch
    {
        "ddd" => names.ShortDays[(int)moment.DayOfWeek],
        "dddd" => names.Days[(int)moment.DayOfWeek],
        "MMM" => names.ShortMonths[moment.Month - 1],
        "MMMM" => hasDay ? names.MonthsOfDays[moment.Month - 1] : names.Months[moment.Month - 1],
        "tt" => moment.Hour < 12 ? names.Morning : names.Evening,

        // A single letter alone would be taken for a standard format.
        { Length: 1 } => moment.ToString($"%{field}", CultureInfo.InvariantCulture),
        _ => moment.ToString(field, CultureInfo.InvariantCulture),
    };

    private static ExpressionException Refused(string message) => new(FaultCodes.Value, message);
}
