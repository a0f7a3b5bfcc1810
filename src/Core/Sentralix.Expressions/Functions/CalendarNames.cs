namespace Sentralix.Expressions.Functions;

/// <summary>Names of months and days. They are here because the program runs without the system's cultures, the same on every machine.</summary>
internal sealed record CalendarNames
{
    private static readonly CalendarNames Russian = new()
    {
        Months = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"],
        MonthsOfDays = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
        ShortMonths = ["янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."],
        Days = ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"],
        ShortDays = ["вс", "пн", "вт", "ср", "чт", "пт", "сб"],
        Morning = "AM",
        Evening = "PM",
    };

    private static readonly string[] EnglishMonths =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly CalendarNames English = new()
    {
        Months = EnglishMonths,
        MonthsOfDays = EnglishMonths,
        ShortMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        ShortDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        Morning = "AM",
        Evening = "PM",
    };

    /// <summary>Alone.</summary>
    public required IReadOnlyList<string> Months { get; init; }

    /// <summary>With a day before it.</summary>
    public required IReadOnlyList<string> MonthsOfDays { get; init; }

    public required IReadOnlyList<string> ShortMonths { get; init; }

    /// <summary>From Sunday.</summary>
    public required IReadOnlyList<string> Days { get; init; }

    public required IReadOnlyList<string> ShortDays { get; init; }

    public required string Morning { get; init; }

    public required string Evening { get; init; }

    public static CalendarNames Of(Locale locale) => locale == Locale.Russian ? Russian : English;
}
