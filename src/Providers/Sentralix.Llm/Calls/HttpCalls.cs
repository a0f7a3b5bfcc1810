using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Limits;
using Sentralix.Llm.PassThrough;
using Sentralix.Llm.Routing;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Calls;

/// <summary>Takes calls that come over HTTP in a wire form.</summary>
internal sealed class HttpCalls(TenantBooks books, CallRunner runner, CallGate gate, AnswerCache answers, TokenCount counts, TimeProvider time)
{
    /// <param name="http">The request, and where its answer goes.</param>
    /// <param name="form">Its form.</param>
    /// <param name="batched">It is no client's who waits, but a line of a batch.</param>
    public async Task Serve(HttpContext http, WireForm form, BatchedCall? batched = null)
    {
        var started = time.GetTimestamp();
        var client = new ClientForm(form);
        if (await Read(http, client) is not { } body) return;
        try
        {
            await Serve(http, client, body, batched, started);
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

    private async Task Serve(HttpContext http, ClientForm client, RequestBody body, BatchedCall? batched, long started)
    {
        if (!ChatRequestScan.TryRead(body.Bytes.Span, out var shape, out var refusal))
        {
            await client.Refuse(http.Response, refusal, http.RequestAborted);
            return;
        }

        // These know no streams, whatever the request says.
        if (client.Form is WireForm.Embeddings or WireForm.Rerank or WireForm.Moderations or WireForm.CountTokens) shape = shape with { Stream = false };
        var caller = CallContext.Current;
        var book = await books.Of(caller.Tenant, http.RequestAborted);
        if (book.Find(shape.Model) is not { } route)
        {
            await client.Refuse(http.Response, OpenAiError.ModelNotFound(shape.Model), http.RequestAborted);
            return;
        }

        if (client.Form == WireForm.CountTokens && !TokenCount.IsTheirs(route))
        {
            await Count(http, client, body.Bytes, caller, book, route);
            return;
        }

        var now = time.GetUtcNow();
        var asked = new Asked(batched?.CallId ?? Ids.New("llm", now), now, client.Form, body.Bytes, shape) { Batch = batched?.Batch };

        // What passes through in a form of its own is seen by no guard.
        if (client.Dialect is not null && (!route.Speaks(client.Form) || route.Guarding is not null) && Translate(client, route, ref asked) is { } untranslatable)
        {
            await client.Refuse(http.Response, untranslatable, http.RequestAborted);
            return;
        }

        if (asked.Form == WireForm.Chat && ChatRules.Check(asked.Body.Span) is { } bad)
        {
            await client.Refuse(http.Response, bad, http.RequestAborted);
            return;
        }

        if (route.Guarding is { } guards && Guard(guards, ref asked) is { } blocked)
        {
            await client.Refuse(http.Response, blocked, http.RequestAborted);
            return;
        }

        LimitRefusal? limited;
        using var admitted = asked.Form == WireForm.CountTokens
            ? gate.EnterFree(book, caller, route, out limited)
            : gate.Enter(book, caller, route, asked.Body.Length, asked.Shape, out limited);
        if (admitted is null) await Refuse(http, client, limited!);
        else await Call(http, client, body, asked, caller, book, route, admitted, started);
    }

    /// <summary>Makes a chat request of what was asked.</summary>
    private static OpenAiError? Translate(ClientForm client, ModelRoute route, ref Asked asked)
    {
        var chat = new ArrayBufferWriter<byte>(asked.Body.Length + 256);
        if (!client.Dialect!.TryRequest(asked.Body.Span, chat, out var refusal)) return refusal;
        if (!ChatRequestScan.TryRead(chat.WrittenSpan, out var shape, out refusal)) return refusal;
        client.Translate(new ClientCall { Request = asked.Body, Model = route.Id, Id = asked.CallId["llm_".Length..], Created = asked.At.ToUnixTimeSeconds() });
        asked = asked with { Form = WireForm.Chat, Body = chat.WrittenMemory, Shape = shape };
        return null;
    }

    /// <summary>Makes of what was asked what the route's guards let through.</summary>
    private static OpenAiError? Guard(GuardChain guards, ref Asked asked)
    {
        var guard = guards.Begin(asked.Body);
        var (body, shape) = (asked.Body, asked.Shape);
        if (guard.Request(asked.Form, ref body) is { } blocked) return blocked;
        if (!body.Equals(asked.Body))
        {
            if (!ChatRequestScan.TryRead(body.Span, out shape, out var refusal)) return refusal;
            shape = shape with { Stream = asked.Shape.Stream };
        }

        asked = asked with { Body = body, Shape = shape, Guard = guard };
        return null;
    }

    /// <summary>Tells a client that it may not, or not now.</summary>
    public static Task Refuse(HttpContext http, ClientForm client, LimitRefusal refusal)
    {
        if (refusal.RetryAfter is { } wait) FaultAnswer.TellWait(http.Response, wait);

        // Official clients repeat by themselves; what needs a person is only refused again.
        if (refusal.Error.Status == StatusCodes.Status402PaymentRequired) http.Response.Headers["x-should-retry"] = "false";
        return client.Refuse(http.Response, refusal.Error, http.RequestAborted);
    }

    private async Task Call(
        HttpContext http, ClientForm client, RequestBody body, Asked asked, CallContext caller, TenantBook book, ModelRoute route, Admitted admitted, long started)
    {
        var request = new ModelRequest
        {
            CallId = asked.CallId,
            CreatedAt = asked.At,
            Caller = caller,
            Book = book,
            Route = route,
            Form = asked.Form,
            Client = client,
            IsOurs = client.IsTranslated,
            Body = asked.Body,
            Shape = asked.Shape,
            Headers = ForwardedHeaders.ToUpstream(http.Request.Headers),
            Conversation = ConversationOf(http.Request.Headers),
            Batch = asked.Batch,
            Affinity = route.Affinity ? AffinityOf(http.Request.Headers, asked.Body.Span, asked.Shape) : null,
            Guard = asked.Guard,
            Cache = route.CacheFor is null ? null : answers.Of(caller.Tenant, route, asked.Form, asked.Body.Span, asked.Shape, CacheDemands.Of(http.Request.Headers)),
            Admitted = admitted,
            Started = started,
        };
        if (request.Cache is { } cache && await TryAnswer(http, request, cache)) return;
        using var call = await runner.Open(request, http.RequestAborted);
        if (TokenCount.IsMissing(call)) await Count(http, client, body.Bytes, route, admitted);
        else await new HttpAnswer(http, time, started).Write(call);
        if (!call.IsSent) body.Abandon();
    }

    /// <summary>Answers from memory, if the answer is there.</summary>
    private async Task<bool> TryAnswer(HttpContext http, ModelRequest request, ICallCache cache)
    {
        var known = await cache.Find(http.RequestAborted);
        http.Response.Headers["x-sentralix-cache"] = known is null ? "miss" : "hit";
        if (known is not { } answer) return false;
        answers.Account(request);
        await new RememberedAnswer(http).Write(request, answer);
        return true;
    }

    /// <summary>Tells how many tokens a request would be, without asking anybody.</summary>
    private async Task Count(HttpContext http, ClientForm client, ReadOnlyMemory<byte> request, CallContext caller, TenantBook book, ModelRoute route)
    {
        using var admitted = gate.EnterFree(book, caller, route, out var limited);
        if (admitted is null) await Refuse(http, client, limited!);
        else await Count(http, client, request, route, admitted);
    }

    private async Task Count(HttpContext http, ClientForm client, ReadOnlyMemory<byte> request, ModelRoute route, Admitted admitted)
    {
        admitted.Tell(http.Response.Headers);
        if (!counts.TryWrite(route, request.Span, out var answer, out var refusal))
        {
            await client.Refuse(http.Response, refusal, http.RequestAborted);
            return;
        }

        http.Response.Headers["x-sentralix-count"] = "estimated";
        http.Response.ContentType = DialectJson.ContentType;
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    private static async Task<RequestBody?> Read(HttpContext http, ClientForm client)
    {
        try
        {
            if (await RequestBody.Read(http.Request, http.RequestAborted) is { } body) return body;
            await client.Refuse(http.Response, OpenAiError.TooLarge(RequestBody.Limit), http.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            await client.Refuse(http.Response, new OpenAiError(e.StatusCode, e.Message, OpenAiError.InvalidRequestType, null, null), http.RequestAborted);
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

    /// <summary>What is asked, in which form.</summary>
    private readonly record struct Asked(string CallId, DateTimeOffset At, WireForm Form, ReadOnlyMemory<byte> Body, ChatRequestShape Shape, GuardedCall? Guard = null)
    {
        /// <summary>The batch that it is a line of.</summary>
        public string? Batch { get; init; }
    }
}

/// <summary>What a call is in its batch.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="CallId">The call's id, which the line's result names too.</param>
internal sealed record BatchedCall(string Batch, string CallId);
