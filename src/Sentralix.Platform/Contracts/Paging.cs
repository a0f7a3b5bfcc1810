using System.Globalization;
using System.Text;
using Sentralix.Contracts;

namespace Sentralix.Platform.Contracts;

/// <summary>Cursor paging, one way for every list: <c>?limit=&amp;after=</c>, and a cursor that names the last item seen.</summary>
public static class Paging
{
    /// <summary>The most items a page may have.</summary>
    public const int MaxLimit = 200;

    /// <summary>The items of a page where none is asked for.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Makes a page of <paramref name="rows"/>, which were read with one more than <paramref name="limit"/>.</summary>
    public static Page<TOut> Of<TRow, TOut>(IReadOnlyList<TRow> rows, int limit, Func<TRow, string> key, Func<TRow, TOut> map) =>
        new([.. rows.Take(limit).Select(map)], rows.Count > limit ? Cursor(key(rows[limit - 1])) : null);

    /// <summary>The cursor after the item with this key.</summary>
    public static string Cursor(string key) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The cursor after the item with this number.</summary>
    public static string Cursor(long key) => Cursor(key.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads a cursor; false when it is not one of ours.</summary>
    public static bool TryRead(string? after, out string key)
    {
        key = "";
        if (after is null) return true;
        if (after.Length > 256 || !System.Buffers.Text.Base64Url.IsValid(after)) return false;
        key = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(after));
        return !key.Contains('\0', StringComparison.Ordinal);
    }

    /// <summary>Reads a numeric cursor; false when it is not one of ours.</summary>
    public static bool TryRead(string? after, out long key)
    {
        key = 0;
        return TryRead(after, out string text) && (text.Length == 0 || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out key));
    }

    /// <summary>The answer to a cursor that is not one of ours.</summary>
    public static readonly Refusal BadCursor = Refusal.Invalid("after", "is not a cursor of this list");
}
