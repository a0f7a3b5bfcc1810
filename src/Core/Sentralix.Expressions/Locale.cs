namespace Sentralix.Expressions;

/// <summary>The language in which dates are written.</summary>
public enum Locale
{
    Russian,
    English,
}

/// <summary>Which language a document's <c>locale</c> is.</summary>
public static class Locales
{
    /// <summary>From a tag such as <c>ru-RU</c>: English for <c>en…</c>, else Russian.</summary>
    public static Locale Of(string? tag) =>
        tag is not null && (tag.Equals("en", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("en-", StringComparison.OrdinalIgnoreCase)) ? Locale.English : Locale.Russian;
}
