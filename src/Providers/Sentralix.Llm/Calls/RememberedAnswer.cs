using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Calls;

/// <summary>Gives an answer from memory to the client that waits for it, as if it had just been made.</summary>
internal sealed class RememberedAnswer(HttpContext http)
{
    public async Task Write(ModelRequest request, ReadOnlyMemory<byte> answer)
    {
        request.Admitted.Tell(http.Response.Headers);
        http.Response.Headers["x-sentralix-provider"] = AnswerCache.Provider;
        if (request.Shape.Stream) await Stream(request, answer);
        else await Json(request, answer);
    }

    private async Task Stream(ModelRequest request, ReadOnlyMemory<byte> answer)
    {
        HttpAnswer.BeginEvents(http);
        var client = request.Client;
        await using var body = client.Body(http.Response.Body);
        var events = Events(answer.Span, request.Shape.AsksForUsage || client.IsTranslated);
        try
        {
            await using var guarded = request.Guards ? request.Guard!.Body(body) : null;
            await (guarded ?? body).WriteAsync(events, http.RequestAborted);
        }
        catch (AnswerBlockedException)
        {
            await body.WriteAsync(client.StreamError(GuardedCall.AnswerBlocked, request.About), http.RequestAborted);
            return;
        }

        if (body is ClientBody translated) await translated.Complete(http.RequestAborted);
    }

    private async Task Json(ModelRequest request, ReadOnlyMemory<byte> known)
    {
        if (!request.TryForClient(known, out var answer, out var blocked))
            throw new InvalidOperationException("An answer that was remembered is none.");
        if (blocked is not null)
        {
            await request.Client.Refuse(http.Response, blocked, http.RequestAborted);
            return;
        }

        http.Response.ContentType = DialectJson.ContentType;
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Events(ReadOnlySpan<byte> known, bool withUsage)
    {
        if (!CacheableAnswer.TryRead(known, out var answer)) throw new InvalidOperationException("An answer that was remembered is none.");
        var events = new ArrayBufferWriter<byte>(known.Length * 4);
        Replay.Write(answer, withUsage, events);
        return events.WrittenMemory;
    }
}
