using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.PassThrough;

/// <summary>One client request on its way through to an upstream of the same dialect and back.</summary>
internal sealed class UpstreamCall(HttpContext http, ModelRoute route, TimeProvider time, CallTelemetry telemetry)
{
    private readonly Upstream upstream = route.Upstream!;

    public async Task Embed(RequestBody body, ChatRequestShape shape)
    {
        using var call = telemetry.Start("embeddings", route);
        // Embeddings know no streams, whatever the request says.
        await Send(call, upstream.Embeddings, body, shape with { Stream = false });
    }

    public async Task Chat(RequestBody body, ChatRequestShape shape)
    {
        using var call = telemetry.Start("chat", route);
        call.Asked(shape.MaxTokens, shape.Temperature);
        await Send(call, upstream.ChatCompletions, body, shape);
    }

    private async Task Send(ModelCall call, Uri address, RequestBody body, ChatRequestShape shape)
    {
        var addsUsage = upstream.Settings.StreamUsage && ChatRequestSplice.InjectsUsage(shape);
        using var content = new SplicedContent(ChatRequestSplice.Apply(body.Bytes, shape, route.Rename, addsUsage));
        using var clock = new CallClock(time, http.RequestAborted);
        try
        {
            clock.Allow(shape.Stream ? upstream.Settings.FirstByteTimeout : upstream.Settings.AnswerTimeout);
            using var reply = await upstream.Post(
                address, content, shape.Stream, ForwardedHeaders.ToUpstream(http.Request.Headers), clock);
            if (reply.Fault is not null) await Refuse(call, reply, clock);
            else if (shape.Stream) await RelayStream(call, reply.Response!, clock, addsUsage);
            else await RelayJson(call, reply.Response!, clock);
        }
        catch (OperationCanceledException) when (clock.Caller.IsCancellationRequested)
        {
            // The client hung up: the upstream's work has been stopped with it, and nobody is left to answer.
            call.Cancelled();
        }
        finally
        {
            if (content.Idle) body.Release();
        }
    }

    private async Task RelayStream(ModelCall call, HttpResponseMessage answer, CallClock clock, bool dropUsageChunk)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(clock.Token);
        var watch = new StreamWatch(dropUsageChunk);
        using var relay = new StreamRelay(stream, watch, clock);

        // Until the first byte has gone to the client, a failure can still be told with a status.
        if (await ReadFirst(relay, clock) is { } fault)
        {
            await Refuse(call, new UpstreamReply(fault), clock);
            return;
        }

        BeginStream(answer);
        var client = http.Response.Body;
        var end = await relay.Run(client, upstream.Settings.IdleTimeout);
        call.Used(watch.Usage);
        if (end == StreamEnd.Whole)
        {
            if (watch.Failed) call.Failed(upstream.Fault(FaultCode.StreamCut, "reported an error in the middle of its answer"));
            return;
        }

        var broken = end == StreamEnd.Silent
            ? upstream.Fault(FaultCode.Timeout, "fell silent in the middle of its answer")
            : upstream.Fault(FaultCode.StreamCut, "broke off its answer");
        call.Failed(broken);
        await relay.SendError(client, FaultAnswer.ToError(broken));
    }

    private async Task<UpstreamFault?> ReadFirst(StreamRelay relay, CallClock clock)
    {
        try
        {
            if (!await relay.Read()) return upstream.Fault(FaultCode.BadAnswer, "answered with nothing");
        }
        catch (Exception e) when (upstream.FaultOf(e, clock) is { } fault)
        {
            return fault;
        }

        if (EventStreamSniff.LooksLikeEvents(relay.Pending.Span)) return null;
        return JsonAnswerScan.TryRead(relay.Pending.Span, out _, out var isError) && isError
            ? upstream.FaultOf(ErrorBody.Read(relay.Pending))
            : upstream.Fault(FaultCode.BadAnswer, "answered with something that is not an event stream");
    }

    private void BeginStream(HttpResponseMessage answer)
    {
        var response = http.Response;
        ForwardedHeaders.ToClient(answer, response.Headers);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private async Task RelayJson(ModelCall call, HttpResponseMessage answer, CallClock clock)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(clock.Token);
        using var relay = new JsonRelay(stream, clock, upstream.Settings.IdleTimeout);
        if (await ReadJson(call, relay, clock) is { } fault)
        {
            await Refuse(call, new UpstreamReply(fault), clock);
            return;
        }

        ForwardedHeaders.ToClient(answer, http.Response.Headers);
        http.Response.ContentType = DialectJson.ContentType;
        try
        {
            await relay.Send(http.Response, answer.Content.Headers.ContentLength);
        }
        catch (Exception e) when (upstream.FaultOf(e, clock) is { } cut)
        {
            // Status 200 and half an answer are out already; breaking the connection is the only honest end left.
            call.Failed(cut);
            http.Abort();
        }
    }

    private async Task<UpstreamFault?> ReadJson(ModelCall call, JsonRelay relay, CallClock clock)
    {
        try
        {
            await relay.Read();
        }
        catch (Exception e) when (upstream.FaultOf(e, clock) is { } fault)
        {
            return fault;
        }

        // Too long to be checked whole before it travels on.
        if (relay.HasMore)
            return JsonAnswerScan.Begins(relay.Held.Span) ? null : upstream.Fault(FaultCode.BadAnswer, "answered with something that is not JSON");
        if (!JsonAnswerScan.TryRead(relay.Held.Span, out var usage, out var isError))
            return upstream.Fault(FaultCode.BadAnswer, "answered with something that is not JSON");
        if (isError) return upstream.FaultOf(ErrorBody.Read(relay.Held));
        call.Used(usage);
        return null;
    }

    private async Task Refuse(ModelCall call, UpstreamReply reply, CallClock clock)
    {
        call.Failed(reply.Fault!);
        await FaultAnswer.Write(http.Response, upstream, reply, clock.Caller);
    }
}
