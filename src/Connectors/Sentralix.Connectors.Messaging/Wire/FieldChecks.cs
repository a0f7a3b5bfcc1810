namespace Sentralix.Connectors.Messaging.Wire;

/// <summary>Checks of fields that channels' forms have in common. Each says what is wrong; null: nothing.</summary>
public static class FieldChecks
{
    /// <summary>The address of a channel's server, perhaps with a path before the methods.</summary>
    public static string? Address(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            && !value.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            ? null
            : "must be an http or https address without a user, a query or a fragment";
    }

    /// <summary>A token that is sent in a header: printable ASCII without spaces.</summary>
    public static string? Token(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length is > 0 and <= 4096 && value.All(letter => letter is > ' ' and < (char)127) ? null : "must be a token without spaces, line breaks and letters that are not ASCII";
    }
}
