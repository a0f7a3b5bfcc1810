using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Contracts;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.PassThrough;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Calls;

/// <summary>Gives what has become of a call to the client that waits for it.</summary>
internal sealed class HttpAnswer(HttpContext http, TimeProvider time, long started)
{
    public async Task Write(OpenedCall call)
    {
        call.Request.Admitted.Tell(http.Response.Headers);
        if (call.Attempts > 0) http.Response.Headers["x-sentralix-attempts"] = call.Attempts.ToString(CultureInfo.InvariantCulture);
        if (call.Answering is not { } attempt) await Refuse(call);
        else if (attempt.Events is not null) await Stream(call, attempt);
        else await Json(call, attempt);
    }

    private async Task Stream(OpenedCall call, Attempt attempt)
    {
        Begin(call, attempt);
        BeginEvents(http);
        var (relay, watch, client) = (attempt.Events!, attempt.Watch!, call.Request.Client);
        await using var body = client.Body(http.Response.Body);
        StreamEnd end;
        try
        {
            end = await Run(relay, attempt, call.Request, body);
        }
        catch (AnswerBlockedException)
        {
            // What was generated is paid for; the rest of it is stopped when the call is cleared away.
            attempt.Cut(attempt.Upstream.Fault(FaultCode.ContentFilter, "said what a guard of the route blocks"));
            await relay.SendError(body, client.StreamError(GuardedCall.AnswerBlocked, call.Request.About));
            return;
        }

        if (end == StreamEnd.Whole)
        {
            if (watch.Failed) attempt.Cut(attempt.Upstream.Fault(FaultCode.StreamCut, "reported an error in the middle of its answer"));
            else attempt.Answered(watch.Usage);
        }
        else
        {
            var broken = end == StreamEnd.Silent
                ? attempt.Upstream.Fault(FaultCode.Timeout, "fell silent in the middle of its answer")
                : attempt.Upstream.Fault(FaultCode.StreamCut, "broke off its answer");
            attempt.Cut(broken);
            await relay.SendError(body, client.StreamError(FaultAnswer.ToError(broken), call.Request.About));
        }

        if (body is ClientBody translated) await translated.Complete(http.RequestAborted);
    }

    /// <summary>An event stream begins.</summary>
    public static void BeginEvents(HttpContext http)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private async Task<StreamEnd> Run(StreamRelay relay, Attempt attempt, ModelRequest request, Stream body)
    {
        var repairs = request.RepairsJson;
        if (!repairs && !request.Guards) return await relay.Run(body, attempt.Idle);
        await using var guarded = request.Guard!.Body(body, repairs);
        var end = await relay.Run(guarded, attempt.Idle);
        if (end == StreamEnd.Whole) await guarded.Complete(http.RequestAborted);
        return end;
    }

    private async Task Json(OpenedCall call, Attempt attempt)
    {
        // The provider has done its work, whether or not the client still takes it.
        if (!attempt.Json!.HasMore) attempt.Answered(attempt.Usage);
        Begin(call, attempt);
        if (attempt.Record is { IsSettled: true, Cost: { } cost, Price: { } price })
            http.Response.Headers["x-sentralix-cost"] = $"{Money.OfScaled(cost.Amount, price.Currency).Amount} {price.Currency}";
        http.Response.ContentType = DialectJson.ContentType;
        if (call.Request.Client.IsTranslated || call.Request.Guards)
        {
            await Held(call, attempt);
            return;
        }

        try
        {
            await attempt.Json.Send(http.Response, attempt.Reply!.Response!.Content.Headers.ContentLength);
            attempt.Answered(attempt.Json.LateUsage);
        }
        catch (Exception e) when (attempt.Upstream.FaultOf(e, attempt.Clock) is { } cut)
        {
            // Status 200 and half an answer are out already; breaking the connection is the only honest end left.
            attempt.Cut(cut);
            http.Abort();
        }
    }

    /// <summary>Sends an answer that must be seen whole first.</summary>
    private async Task Held(OpenedCall call, Attempt attempt)
    {
        var client = call.Request.Client;
        if (attempt.Json!.HasMore || !call.Request.TryForClient(attempt.Json.Held, out var answer, out var blocked))
        {
            var fault = attempt.Upstream.Fault(FaultCode.BadAnswer, "answered with something that is no chat's answer");
            attempt.Cut(fault);
            await FaultAnswer.Write(http.Response, client, fault, http.RequestAborted);
            return;
        }

        if (blocked is not null)
        {
            await client.Refuse(http.Response, blocked, http.RequestAborted);
            return;
        }

        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    private async Task Refuse(OpenedCall call)
    {
        if (call.Refusal is { } refusal)
        {
            await HttpCalls.Refuse(http, call.Request.Client, refusal);
            return;
        }

        var fault = call.FaultAt(time.GetUtcNow());
        if (call.FailedLast is { Reply: { } reply } failed && reply.Fault is not null)
        {
            await FaultAnswer.Write(http.Response, call.Request.Client, failed.Upstream, reply, http.RequestAborted);
            return;
        }

        await FaultAnswer.Write(http.Response, call.Request.Client, fault, http.RequestAborted);
    }

    private void Begin(OpenedCall call, Attempt attempt)
    {
        ForwardedHeaders.ToClient(attempt.Reply!.Response!, http.Response.Headers);
        http.Response.Headers["x-sentralix-provider"] = attempt.Upstream.Name;
        // In whole numbers: a fraction's text takes as long as all other headers together.
        var hundredths = Math.Max((time.GetElapsedTime(started) - call.Waited).Ticks / (TimeSpan.TicksPerMillisecond / 100), 0);
        http.Response.Headers["x-sentralix-overhead-ms"] = string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:00}");
    }
}
