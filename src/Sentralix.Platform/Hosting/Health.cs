using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Sentralix.Platform.Hosting;

/// <summary><c>/health/live</c>: the process runs. <c>/health/ready</c>: every part of it can work.</summary>
internal sealed partial class Health(IEnumerable<IReadinessCheck> checks, ILogger<Health> logger)
{
    public static void Map(IEndpointRouteBuilder routes, Health health)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/health/ready", async (CancellationToken cancellation) =>
        {
            var parts = await health.Check(cancellation);
            return Results.Json(new { status = parts.Values.All(p => p == "ready") ? "ready" : "not_ready", parts }, statusCode: parts.Values.All(p => p == "ready") ? 200 : 503);
        });
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever breaks a check is the answer of the check, and it is logged.")]
    public async Task<IReadOnlyDictionary<string, string>> Check(CancellationToken cancellation)
    {
        var parts = new Dictionary<string, string>();
        foreach (var check in checks)
        {
            try
            {
                await check.Check(cancellation);
                parts[check.Part] = "ready";
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                LogNotReady(fault, check.Part);
                parts[check.Part] = "not_ready";
            }
        }

        return parts;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Part} is not ready")]
    private partial void LogNotReady(Exception fault, string part);
}
