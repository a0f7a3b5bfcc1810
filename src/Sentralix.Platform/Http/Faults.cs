using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;

namespace Sentralix.Platform.Http;

/// <summary>The one place where exceptions end: they become problem details without their words.</summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = 499;
            return true;
        }

        var refusal = exception switch
        {
            RefusedException refused => refused.Refusal,
            BadHttpRequestException { StatusCode: 413 } => Refusal.TooLarge("The body is larger than this route allows."),
            BadHttpRequestException bad => new Refusal("bad_request", bad.StatusCode, "The request cannot be read."),
            ServiceUnavailableException away => new Refusal("service_unavailable", 503, $"The service '{away.Service}' cannot be reached.") { RetryAfterMs = 1000 },
            _ => new Refusal("internal", 500, "Something broke here. The trace id names it in the log."),
        };
        if (refusal.Status >= 500) LogFault(exception, httpContext.Request.Method, httpContext.Request.Path.Value ?? "");
        await Problems.Write(httpContext, refusal);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} broke")]
    private partial void LogFault(Exception fault, string method, string path);
}
