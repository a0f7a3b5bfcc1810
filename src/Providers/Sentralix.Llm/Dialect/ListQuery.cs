using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;

namespace Sentralix.Llm.Dialect;

/// <summary>Which page of a list is asked for: <c>?limit=&amp;after=&amp;order=</c>.</summary>
/// <param name="Limit">The most items.</param>
/// <param name="After">The id of the last item of the page before.</param>
/// <param name="Ascending">The oldest first.</param>
internal sealed record ListQuery(int Limit, string? After, bool Ascending)
{
    public static bool TryRead(IQueryCollection query, int most, int usual, [NotNullWhen(true)] out ListQuery? read, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        read = null;
        refusal = null;
        var limit = usual;
        if (query.TryGetValue("limit", out var asked) && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most))
            refusal = Refuse.InvalidValue("limit", $"The limit must be a whole number from 1 to {most}.");
        else if (query.TryGetValue("after", out var after) && (after is not [{ Length: > 0 and <= Ids.MaxLength } id] || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')))
            refusal = Refuse.InvalidValue("after", "The cursor must be the id of the last item of the page before.");
        else if (query.TryGetValue("order", out var order) && order is not ["asc" or "desc"])
            refusal = Refuse.InvalidValue("order", "The order must be 'asc' or 'desc'.");
        else
            read = new ListQuery(limit, query["after"], query["order"] == "asc");
        return refusal is null;
    }
}
