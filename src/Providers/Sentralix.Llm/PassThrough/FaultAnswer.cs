using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.PassThrough;

/// <summary>Tells the client about an upstream's failure: in the upstream's own bytes where the client can use them, in
/// ours where they would mislead.</summary>
internal static class FaultAnswer
{
    private const string UpstreamErrorType = "upstream_error";

    public static Task Write(HttpResponse response, ClientForm client, Upstream upstream, UpstreamReply reply, CancellationToken cancellation)
    {
        var fault = reply.Fault!;
        if (reply.Response is { } refused) ForwardedHeaders.ToClient(refused, response.Headers);

        // Some say only in the body how long to wait.
        if (fault.RetryAfter is { } wait && !response.Headers.ContainsKey("Retry-After")) TellWait(response, wait);
        // Official clients repeat every 429 and 5xx; here that only repeats the refusal.
        if (!fault.IsPassing) response.Headers["x-should-retry"] = "false";

        // The upstream refused *our* key. A client told 401 would look for the mistake in its own.
        if (fault.Code == FaultCode.Auth || fault.Status is not >= 400)
            return client.Refuse(response, ToError(fault), cancellation);

        // Another dialect's statuses and codes mean something to its own clients only.
        if (upstream.Foreign is not null && (client.Dialect is null || client.IsTranslated))
            return client.Refuse(response, ToError(Worded(fault)), cancellation);

        return client.Dialect is null && reply.Error is { IsDialect: true } && !upstream.Reveals(reply.Body.Span)
            ? OpenAiError.Write(response, fault.Status.Value, reply.Body, cancellation)
            : client.Refuse(response, Reworded(fault, reply.Error), cancellation);
    }

    /// <summary>The same for a fault that has no answer of the upstream behind it.</summary>
    public static Task Write(HttpResponse response, ClientForm client, UpstreamFault fault, CancellationToken cancellation)
    {
        if (fault.RetryAfter is { } wait) TellWait(response, wait);
        if (!fault.IsPassing) response.Headers["x-should-retry"] = "false";
        return client.Refuse(response, ToError(fault), cancellation);
    }

    /// <summary>The fault in the dialect's form, as an answer of its own or as the last event of a stream.</summary>
    public static OpenAiError ToError(UpstreamFault fault) => fault.Refusal ?? fault.Code switch
    {
        FaultCode.Auth => Error(StatusCodes.Status502BadGateway, fault,
            $"The upstream '{fault.Upstream}' refused the credentials that are configured for it."),
        FaultCode.Timeout => Error(StatusCodes.Status504GatewayTimeout, fault, fault.Detail),
        FaultCode.NoMoney or FaultCode.RateLimited or FaultCode.ConcurrencyFull =>
            Error(StatusCodes.Status429TooManyRequests, fault, fault.Detail),
        FaultCode.Overloaded => Error(StatusCodes.Status503ServiceUnavailable, fault, fault.Detail),
        FaultCode.ContextLength or FaultCode.ContentFilter or FaultCode.BadRequest or FaultCode.ModelNotFound =>
            Error(StatusCodes.Status400BadRequest, fault, fault.Detail),
        _ => Error(StatusCodes.Status502BadGateway, fault, fault.Detail),
    };

    private static OpenAiError Error(int status, UpstreamFault fault, string message) =>
        new(status, message, UpstreamErrorType, null, fault.Code.Name());

    private static OpenAiError Reworded(UpstreamFault fault, ErrorBody? said) => new(
        fault.Status!.Value,
        Worded(fault).Detail,
        said?.Type ?? UpstreamErrorType, said?.Param, CodeOf(said) ?? fault.Code.Name());

    // A status once more (llama.cpp, proxies) is no code that a client could tell one reason from another by.
    private static string? CodeOf(ErrorBody? said) => said?.Code is { Length: > 0 } code && !code.All(char.IsAsciiDigit) ? code : null;

    private static UpstreamFault Worded(UpstreamFault fault) =>
        fault.Detail.Length > 0 ? fault : fault with { Detail = $"The upstream '{fault.Upstream}' answered {fault.Status} without a word." };

    /// <summary>Tells the client when to come again.</summary>
    public static void TellWait(HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
