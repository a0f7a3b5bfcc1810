using System.Globalization;
using Sentralix.Contracts;

namespace Sentralix.Platform.Http;

/// <summary>Strong ETags of configuration resources: <c>"rev"</c>.</summary>
public static class ETags
{
    /// <summary>The ETag of a revision.</summary>
    public static string Of(long rev) => $"\"{rev.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>Checks <c>If-Match</c> against the current revision: 428 where it is missing, 412 where it is stale.</summary>
    public static Refusal? Check(string? ifMatch, long current)
    {
        if (string.IsNullOrWhiteSpace(ifMatch)) return Refusal.PreconditionRequired;
        return ifMatch.Trim() == Of(current) ? null : Refusal.Stale(Of(current));
    }
}
