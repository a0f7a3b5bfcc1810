using System.Globalization;
using Sentralix.Contracts.Billing;

namespace Sentralix.Contracts;

/// <summary>An expected refusal with a stable code; over HTTP it is RFC 9457 problem details with
/// <c>type = urn:sentralix:error:{code}</c>.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Status">The HTTP status it is answered with.</param>
/// <param name="Detail">One sentence for a person; no secrets.</param>
public sealed record Refusal(string Code, int Status, string Detail)
{
    /// <summary>For 400: what is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>For 409, 429 and 503: when to try again.</summary>
    public long? RetryAfterMs { get; init; }

    /// <summary>For 402 <c>quota_exceeded</c>: which quota has too little left.</summary>
    public ExceededQuota? Quota { get; init; }

    /// <summary>404. Also the answer for another tenant's id.</summary>
    public static Refusal NotFound(string what) => new("not_found", 404, $"No {what} with this id.");

    /// <summary>400 with every bad field named.</summary>
    public static Refusal Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new("invalid", 400, "Some fields are not valid.") { Errors = errors };

    /// <summary>400 for one field.</summary>
    public static Refusal Invalid(string field, string why) => Invalid(new Dictionary<string, string[]> { [field] = [why] });

    /// <summary>409.</summary>
    public static Refusal Conflict(string code, string detail) => new(code, 409, detail);

    /// <summary>401.</summary>
    public static Refusal Unauthenticated(string detail) => new("unauthenticated", 401, detail);

    /// <summary>403.</summary>
    public static Refusal Forbidden(string scope) => new("forbidden", 403, $"The scope '{scope}' is needed.");

    /// <summary>412: the resource has changed since it was read.</summary>
    public static Refusal Stale(string current) => new("stale", 412, $"The resource has changed; its ETag is now {current}.");

    /// <summary>428: <c>If-Match</c> is missing.</summary>
    public static readonly Refusal PreconditionRequired = new("precondition_required", 428, "Send If-Match with the ETag you read.");

    /// <summary>402: what is asked for is more than is left. No waiting of the caller's own accord helps.</summary>
    public static Refusal QuotaExceeded(ExceededQuota quota)
    {
        ArgumentNullException.ThrowIfNull(quota);
        var left = string.Create(CultureInfo.InvariantCulture, $"Of the quota '{quota.Feature}', {quota.Used} of {quota.Limit} are used, and less is left than is needed.");
        var again = quota.ResetsAt is { } at ? string.Create(CultureInfo.InvariantCulture, $" It begins anew at {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}.") : "";
        return new("quota_exceeded", 402, left + again) { Quota = quota };
    }

    /// <summary>413.</summary>
    public static Refusal TooLarge(string detail) => new("too_large", 413, detail);

    /// <summary>415.</summary>
    public static Refusal UnsupportedMedia(string detail) => new("unsupported_media_type", 415, detail);

    /// <summary>501: the service is not part of this installation.</summary>
    public static Refusal NotInstalled(string service) => new("not_installed", 501, $"The service '{service}' is not installed here.");
}
