using System.Runtime.CompilerServices;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Generation;

/// <summary>The typed contract, over the same pipeline as the wire forms.</summary>
internal sealed class TextGeneration(TenantBooks books, CallRunner runner, CallGate gate, AnswerCache answers, TimeProvider time) : ITextGeneration
{
    public async IAsyncEnumerable<GenerationEvent> Generate(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (GenerationRules.Broken(request) is { } broken)
        {
            yield return Failed(1, request.Model, new UpstreamFault(FaultCode.BadRequest, "", broken));
            yield break;
        }

        var caller = CallContext.Current;
        var started = time.GetTimestamp();
        var book = await books.Of(caller.Tenant, cancellation);
        var route = request.Model is null ? book.Default : book.Find(request.Model);
        if (route is null)
        {
            yield return Failed(1, request.Model, new UpstreamFault(FaultCode.ModelNotFound, "", $"There is no model '{request.Model}'."));
            yield break;
        }

        GuardedCall? guard = null;
        var body = ChatRequestBody.Write(request, route.Id);
        if (route.Guarding is { } guards)
        {
            guard = guards.Begin(body);
            if (guard.Request(WireForm.Chat, ref body) is { } blocked)
            {
                yield return Blocked(1, route.Id, blocked);
                yield break;
            }
        }

        var shape = ShapeOf(body);
        using var admitted = gate.Enter(book, caller, route, body.Length, shape, out var limited);
        if (admitted is null)
        {
            yield return Limited(1, route.Id, limited!);
            yield break;
        }

        var events = FromUpstream(new ModelRequest
        {
            CallId = Ids.New("llm", time.GetUtcNow()),
            CreatedAt = time.GetUtcNow(),
            Caller = caller,
            Book = book,
            Route = route,
            Form = WireForm.Chat,
            IsOurs = true,
            Body = body,
            Shape = shape,
            Headers = [new("Idempotency-Key", request.CallKey)],
            Conversation = request.Conversation,
            Affinity = request.Conversation,
            Guard = guard,
            Cache = route.CacheFor is null ? null : answers.Of(caller.Tenant, route, WireForm.Chat, body.Span, shape, CacheDemand.None),
            Admitted = admitted,
            Started = started,
            FirstByteTimeout = request.FirstTokenTimeoutMs is { } limit ? TimeSpan.FromMilliseconds(limit) : null,
        }, cancellation);
        await foreach (var step in events.WithCancellation(cancellation)) yield return step;
    }

    private async IAsyncEnumerable<GenerationEvent> FromUpstream(ModelRequest asked, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (asked.Cache is { } cache && await cache.Find(cancellation) is { } known)
        {
            answers.Account(asked);
            foreach (var step in Remembered(asked, known)) yield return step;
            yield break;
        }

        using var call = await runner.Open(asked, cancellation);
        if (call.Answering is not { } attempt)
        {
            yield return call.Refusal is { } refusal ? Limited(1, asked.Route.Id, refusal) : Failed(1, asked.Route.Id, call.FaultAt(time.GetUtcNow()));
            yield break;
        }

        await using var answer = new ChatStream(attempt, asked.FirstByteTimeout, time, asked.Started);
        var filters = asked.Guard?.Text();
        for (var seq = 1; ; seq++)
        {
            var (text, fault) = await answer.Next();
            var passed = filters is null || fault is not null ? text : text is null ? filters.End() : filters.Push(text);
            if (passed is null && filters is not null && fault is null)
            {
                attempt.Cut(attempt.Upstream.Fault(FaultCode.ContentFilter, "said what a guard of the route blocks"), answer.Usage);
                yield return Blocked(seq, asked.Route.Id, GuardedCall.AnswerBlocked);
                yield break;
            }

            if (!string.IsNullOrEmpty(passed)) yield return Delta(seq, passed);
            if (text is not null)
            {
                // What is held back goes out with a later piece.
                if (passed is "") seq--;
                continue;
            }

            if (!string.IsNullOrEmpty(passed)) seq++;

            attempt.Telemetry.Answered(answer.Model, answer.Id, answer.FinishReason);
            if (fault is null) attempt.Answered(answer.Usage);
            else attempt.Cut(fault, answer.Usage);
            yield return fault is null ? Completed(seq, asked.Route, attempt, answer) : Failed(seq, asked.Route.Id, fault);
            yield break;
        }
    }

    private static ChatRequestShape ShapeOf(ReadOnlyMemory<byte> body) => ChatRequestScan.TryRead(body.Span, out var shape, out var refusal)
        ? shape
        : throw new InvalidOperationException($"A request that was written here is not one: {refusal.Message}");

    private static GenerationEvent Delta(int seq, string text) => new() { Seq = seq, Type = "delta", Text = text };

    private static GenerationEvent Completed(int seq, ModelRoute route, Attempt attempt, ChatStream answer) => new()
    {
        Seq = seq,
        Type = "completed",
        FinishReason = answer.FinishReason switch
        {
            "length" => "length",
            _ when answer.FoundNothing && attempt.Upstream.IsBuiltin => ExtractModel.NotFound,
            // GigaChat's word for it.
            "content_filter" or "blacklist" => "content_filter",
            _ => "stop",
        },
        Usage = answer.Usage is { } usage ? new GenerationUsage(usage.PromptTokens, usage.CompletionTokens) : null,
        Model = route.Id,
        Provider = attempt.Upstream.Name,
    };

    /// <summary>An answer from memory, by a few words at a time.</summary>
    private static IEnumerable<GenerationEvent> Remembered(ModelRequest asked, ReadOnlyMemory<byte> known)
    {
        if (!CacheableAnswer.TryRead(known.Span, out var answer)) throw new InvalidOperationException("An answer that was remembered is none.");
        var (text, usage) = (new RawJson(answer.Content).MendedText()!, answer.Usage.IsEmpty ? null : TokenUsage.Read(answer.Usage));
        if (asked.Guard?.Text() is { } filters)
        {
            if (filters.Push(text) is not { } passed || filters.End() is not { } rest) return [Blocked(1, asked.Route.Id, GuardedCall.AnswerBlocked)];
            text = passed + rest;
        }

        var steps = new List<GenerationEvent>();
        foreach (var piece in Replay.Pieces(text)) steps.Add(Delta(steps.Count + 1, piece));
        steps.Add(new GenerationEvent
        {
            Seq = steps.Count + 1,
            Type = "completed",
            FinishReason = "stop",
            Usage = usage is { } told ? new GenerationUsage(told.PromptTokens, told.CompletionTokens) : null,
            Model = asked.Route.Id,
            Provider = AnswerCache.Provider,
        });
        return steps;
    }

    private static GenerationEvent Blocked(int seq, string model, OpenAiError why) =>
        new() { Seq = seq, Type = "failed", Model = model, ErrorCode = why.Code, ErrorDetail = why.Message };

    private static GenerationEvent Limited(int seq, string model, LimitRefusal refusal) => new()
    {
        Seq = seq,
        Type = "failed",
        Model = model,
        ErrorCode = refusal.Error.Status switch
        {
            402 => refusal.Error.Code,
            429 => FaultCode.RateLimited.Name(),
            _ => FaultCode.Overloaded.Name(),
        },
        ErrorDetail = refusal.Error.Message,
        RetryAfterMs = refusal.RetryAfter is { } wait ? (long)wait.TotalMilliseconds : null,
    };

    private static GenerationEvent Failed(int seq, string? model, UpstreamFault fault) => new()
    {
        Seq = seq,
        Type = "failed",
        Model = model,
        Provider = fault.Upstream.Length > 0 ? fault.Upstream : null,
        ErrorCode = fault.Code.Name(),
        ErrorDetail = fault.Detail,
        RetryAfterMs = fault.RetryAfter is { } wait ? (long)wait.TotalMilliseconds : null,
    };
}
