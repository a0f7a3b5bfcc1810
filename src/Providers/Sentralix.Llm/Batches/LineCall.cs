using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Batches;

/// <summary>Makes the call of a line the way that a client's request goes, from its first byte to its last: routes, guards, limits, caches,
/// dialects and the ledger know no second kind of call.</summary>
internal sealed class LineCall(HttpCalls calls, TimeProvider time)
{
    public async Task<LineAnswer> Ask(WireForm form, ReadOnlyMemory<byte> body, BatchedCall batched, string line, CancellationToken cancellation)
    {
        using var life = new LineLife(cancellation);
        using var answer = new LineAnswerBody(life.Abort);
        MemoryMarshal.TryGetArray(body, out var bytes);
        using var asked = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestLifetimeFeature>(life);
        http.Request.Method = HttpMethods.Post;
        http.Request.ContentType = DialectJson.ContentType;
        http.Request.ContentLength = body.Length;
        http.Request.Body = asked;

        // A provider that heeds it does a line once, also when it is asked a second time after a crash.
        http.Request.Headers["Idempotency-Key"] = line;
        http.Response.Body = answer;
        await calls.Serve(http, form, batched);
        cancellation.ThrowIfCancellationRequested();
        return AnswerOf(http.Response, answer, life);
    }

    private LineAnswer AnswerOf(HttpResponse response, LineAnswerBody answer, LineLife life)
    {
        var headers = response.Headers;
        if (life.IsAborted || !JsonText.Holds(answer.Written.Span, JsonTokenType.StartObject)) return new LineAnswer(0, default) { WasAsked = true, IsTooLong = answer.IsTooLong };
        return new LineAnswer(response.StatusCode, answer.Written)
        {
            RetryAfter = WaitOf(headers.RetryAfter.ToString()),
            IsFinal = headers["x-should-retry"] == "false",
            WasAsked = headers.ContainsKey("x-sentralix-attempts"),
        };
    }

    /// <summary>Providers say seconds, or a date.</summary>
    private TimeSpan? WaitOf(string text)
    {
        if (text.Length == 0 || !RetryConditionHeaderValue.TryParse(text, out var said))
            return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null;
        var wait = said.Delta ?? said.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>The connection of a call that nobody waits for at the other end of one.</summary>
    private sealed class LineLife : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource source;

        public LineLife(CancellationToken cancellation)
        {
            source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            RequestAborted = source.Token;
        }

        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted { get; private set; }

        public void Abort()
        {
            IsAborted = true;
            source.Cancel();
        }

        public void Dispose() => source.Dispose();
    }
}
