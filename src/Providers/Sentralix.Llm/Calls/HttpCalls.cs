using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Limits;
using Sentralix.Llm.PassThrough;
using Sentralix.Llm.Routing;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Calls;

/// <summary>Takes calls that come over HTTP in a wire form.</summary>
internal sealed class HttpCalls(TenantBooks books, CallRunner runner, CallGate gate, ExtractEndpoint extract, TimeProvider time)
{
    public async Task Serve(HttpContext http, WireForm form)
    {
        var started = time.GetTimestamp();
        if (await Read(http) is not { } body) return;
        try
        {
            if (!ChatRequestScan.TryRead(body.Bytes.Span, out var shape, out var refusal))
            {
                await refusal.Write(http.Response, http.RequestAborted);
                return;
            }

            // Embeddings know no streams, whatever the request says.
            if (form == WireForm.Embeddings) shape = shape with { Stream = false };
            var caller = CallContext.Current;
            var book = await books.Of(caller.Tenant, http.RequestAborted);
            if (book.Find(shape.Model) is not { } route)
            {
                await OpenAiError.ModelNotFound(shape.Model).Write(http.Response, http.RequestAborted);
                return;
            }

            using var admitted = gate.Enter(book, caller, route, body.Bytes.Length, shape, out var limited);
            if (admitted is null)
            {
                await Refuse(http, limited!);
                return;
            }

            if (route.IsBuiltin) await Extract(http, form, route, body, shape, admitted);
            else await Call(http, form, body, shape, caller, book, route, admitted, started);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client hung up: the upstream's work has been stopped with it, and nobody is left to answer.
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>Tells a client that it may not, or not now.</summary>
    public static Task Refuse(HttpContext http, LimitRefusal refusal)
    {
        if (refusal.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

        // Official clients repeat by themselves; what needs a person is only refused again.
        if (refusal.Error.Status == StatusCodes.Status402PaymentRequired) http.Response.Headers["x-should-retry"] = "false";
        return refusal.Error.Write(http.Response, http.RequestAborted);
    }

    private async Task Call(
        HttpContext http, WireForm form, RequestBody body, ChatRequestShape shape, CallContext caller, TenantBook book, ModelRoute route, Admitted admitted, long started)
    {
        using var call = await runner.Open(new ModelRequest
        {
            CallId = Ids.New("llm", time.GetUtcNow()),
            Caller = caller,
            Book = book,
            Route = route,
            Form = form,
            Body = body.Bytes,
            Shape = shape,
            Headers = ForwardedHeaders.ToUpstream(http.Request.Headers),
            Conversation = ConversationOf(http.Request.Headers),
            Affinity = route.Affinity ? AffinityOf(http.Request.Headers, body.Bytes.Span, shape) : null,
            Admitted = admitted,
            Started = started,
        }, http.RequestAborted);
        await new HttpAnswer(http, time, started).Write(call);
        if (!call.IsSent) body.Abandon();
    }

    private async Task Extract(HttpContext http, WireForm form, ModelRoute route, RequestBody body, ChatRequestShape shape, Admitted admitted)
    {
        admitted.Tell(http.Response.Headers);
        if (form == WireForm.Chat) await extract.Chat(http, route, body.Bytes, shape);
        else
            await OpenAiError.InvalidRequest($"The model '{route.Id}' makes no {(form == WireForm.Embeddings ? "embeddings" : form.ToString())}.", "model", "unsupported_value")
                .Write(http.Response, http.RequestAborted);
    }

    private static async Task<RequestBody?> Read(HttpContext http)
    {
        try
        {
            if (await RequestBody.Read(http.Request, http.RequestAborted) is { } body) return body;
            await OpenAiError.TooLarge(RequestBody.Limit).Write(http.Response, http.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            await new OpenAiError(e.StatusCode, e.Message, OpenAiError.InvalidRequestType, null, null).Write(http.Response, http.RequestAborted);
        }

        return null;
    }

    /// <summary>The caller's word for what the call belongs to; a name that is none of ours is not written down.</summary>
    private static string? ConversationOf(IHeaderDictionary headers) =>
        headers.TryGetValue("X-Sentralix-Conversation", out var value) && value is [{ Length: > 0 and <= Ids.MaxLength } name] && name.All(c => c is > ' ' and <= '~') ? name : null;

    private static string? AffinityOf(IHeaderDictionary headers, ReadOnlySpan<byte> body, in ChatRequestShape shape)
    {
        if (shape.CacheKey is { } key) return Encoding.UTF8.GetString(body[key.Start..key.End]);
        if (headers.TryGetValue("X-Session-ID", out var session) && session.Count == 1) return session[0];
        return shape.User is { } user ? Encoding.UTF8.GetString(body[user.Start..user.End]) : null;
    }
}
