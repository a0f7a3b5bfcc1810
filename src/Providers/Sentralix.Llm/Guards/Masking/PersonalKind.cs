namespace Sentralix.Llm.Guards.Masking;

/// <summary>What is known to point at a person.</summary>
[Flags]
internal enum PersonalKind
{
    None = 0,
    Phone = 1,
    Email = 2,
    Card = 4,

    /// <summary>A Russian passport's series and number.</summary>
    Passport = 8,

    /// <summary>The number of a Russian pension insurance account.</summary>
    Snils = 16,

    /// <summary>A Russian taxpayer's number.</summary>
    Inn = 32,

    All = Phone | Email | Card | Passport | Snils | Inn,
}

internal static class PersonalKinds
{
    private static readonly Dictionary<string, PersonalKind> ByName = new()
    {
        ["phone"] = PersonalKind.Phone,
        ["email"] = PersonalKind.Email,
        ["card"] = PersonalKind.Card,
        ["passport"] = PersonalKind.Passport,
        ["snils"] = PersonalKind.Snils,
        ["inn"] = PersonalKind.Inn,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Reads names between commas.</summary>
    /// <returns>Null: one of them is none, or there are none.</returns>
    public static PersonalKind? Read(string names)
    {
        var kinds = PersonalKind.None;
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!ByName.TryGetValue(name, out var kind)) return null;
            kinds |= kind;
        }

        return kinds;
    }

    /// <summary>The name inside of a placeholder.</summary>
    public static string Label(this PersonalKind kind) => kind switch
    {
        PersonalKind.Phone => "PHONE",
        PersonalKind.Email => "EMAIL",
        PersonalKind.Card => "CARD",
        PersonalKind.Passport => "PASSPORT",
        PersonalKind.Snils => "SNILS",
        PersonalKind.Inn => "INN",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
