using System.Globalization;
using Telegram.Bot.Types;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>Who somebody is.</summary>
internal static class People
{
    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static string Name(User user) => Clean($"{user.FirstName} {user.LastName}");

    public static string? Name(Chat chat) => Clean(chat.Title ?? $"{chat.FirstName} {chat.LastName}") is { Length: > 0 } name ? name : null;

    // Marks that turn the direction of writing let one name pose as another.
    private static string Clean(string name) =>
        string.Concat(name.Where(letter => !char.IsControl(letter) && letter is not (>= '\u202A' and <= '\u202E') and not (>= '\u2066' and <= '\u2069') and not '\u200E' and not '\u200F' and not '\u061C')).Trim();
}
