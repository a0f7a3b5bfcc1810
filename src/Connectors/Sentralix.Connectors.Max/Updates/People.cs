using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Max.Wire;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>Who somebody is.</summary>
internal static class People
{
    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static string? Id(JsonElement? user) => user?.Number("user_id") is { } id ? Id(id) : null;

    public static string? Name(JsonElement? user)
    {
        if (user is not { } person) return null;
        var name = Clean($"{person.Text("first_name")} {person.Text("last_name")}");
        if (name.Length == 0) name = Clean(person.Text("name") ?? person.Text("username") ?? "");
        return name.Length > 0 ? name : null;
    }

    public static bool IsBot(JsonElement? user) => user?.Flag("is_bot") == true;

    // Marks that turn the direction of writing let one name pose as another.
    private static string Clean(string name) =>
        string.Concat(name.Where(letter => !char.IsControl(letter) && letter is not (>= '\u202A' and <= '\u202E') and not (>= '\u2066' and <= '\u2069') and not '\u200E' and not '\u200F' and not '\u061C')).Trim();
}
