using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Contracts.Billing;

namespace Sentralix.Platform.Http;

/// <summary>The one place where refusals become RFC 9457 problem details, and back.</summary>
public static class Problems
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";
    private const string TypePrefix = "urn:sentralix:error:";

    /// <summary>Answers a request with a refusal.</summary>
    public static Task Write(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfterMs is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, (wait + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        if (refusal.Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer";
        return http.Response.WriteAsJsonAsync(Of(refusal, http), SentralixJson.Options, MediaType, http.RequestAborted);
    }

    /// <summary>The wire form of a refusal.</summary>
    public static Problem Of(Refusal refusal, HttpContext? http = null) => new()
    {
        Type = TypePrefix + refusal.Code,
        Title = refusal.Code.Replace('_', ' '),
        Status = refusal.Status,
        Detail = refusal.Detail,
        TraceId = Activity.Current?.TraceId.ToHexString() ?? http?.TraceIdentifier,
        Errors = refusal.Errors,
        RetryAfterMs = refusal.RetryAfterMs,
        Quota = refusal.Quota,
    };

    /// <summary>Reads a refusal from another service's answer; null when it is no problem of ours (a fault).</summary>
    public static async Task<Refusal?> Read(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentType?.MediaType != MediaType) return null;
        try
        {
            var problem = await JsonSerializer.DeserializeAsync<Problem>(await content.ReadAsStreamAsync(cancellation), SentralixJson.Options, cancellation);
            if (problem?.Type is not { } type || !type.StartsWith(TypePrefix, StringComparison.Ordinal)) return null;
            return new Refusal(type[TypePrefix.Length..], problem.Status, problem.Detail ?? "") { Errors = problem.Errors, RetryAfterMs = problem.RetryAfterMs, Quota = problem.Quota };
        }
        catch (JsonException)
        {
            return null; // Something between us answered in our media type: the caller sees a fault.
        }
    }

    /// <summary>RFC 9457 problem details, with our fixed set of extensions.</summary>
    public sealed record Problem
    {
        /// <summary><c>urn:sentralix:error:{code}</c>.</summary>
        public string? Type { get; init; }

        /// <summary>The code in words.</summary>
        public string? Title { get; init; }

        /// <summary>The HTTP status.</summary>
        public int Status { get; init; }

        /// <summary>One sentence for a person.</summary>
        public string? Detail { get; init; }

        /// <summary>W3C trace id of the request.</summary>
        public string? TraceId { get; init; }

        /// <summary>For 400: what is wrong, by field.</summary>
        public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

        /// <summary>When to try again.</summary>
        [JsonPropertyName("retry_after_ms")]
        public long? RetryAfterMs { get; init; }

        /// <summary>For <c>quota_exceeded</c>: which quota has too little left.</summary>
        public ExceededQuota? Quota { get; init; }
    }
}
