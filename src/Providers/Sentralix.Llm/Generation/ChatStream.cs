using System.Net.ServerSentEvents;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Generation;

/// <summary>One streamed answer of an upstream, read step by step. Whatever goes wrong becomes a fault; only the caller's
/// own cancellation is thrown.</summary>
internal sealed class ChatStream(ModelRoute route, GenerationRequest request, TimeProvider time, CancellationToken cancellation)
    : IAsyncDisposable
{
    // Some servers keep the connection open after the last chunk, or never send [DONE].
    private static readonly TimeSpan AfterFinish = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterDone = TimeSpan.FromMilliseconds(250);

    private readonly Upstream upstream = route.Upstream!;
    private readonly CallClock clock = new(time, cancellation);
    private readonly long started = time.GetTimestamp();
    private UpstreamReply? reply;
    private PacedStream? bytes;
    private IAsyncEnumerator<SseItem<ChatChunk>>? events;
    private bool hasEvents;
    private bool hasText;
    private bool isDone;

    /// <summary>Why the model stopped, in the upstream's word; null: it has not.</summary>
    public string? FinishReason { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>The model that the upstream says has answered.</summary>
    public string? Model { get; private set; }

    public string? Id { get; private set; }

    /// <summary>The next piece of text; null at the end of the answer; or the fault.</summary>
    public async ValueTask<(string? Text, UpstreamFault? Fault)> Next()
    {
        if (events is null && await Open() is { } refused) return (null, refused);
        while (true)
        {
            try
            {
                if (!await events!.MoveNextAsync()) return (null, AtEnd());
            }
            catch (Exception e) when (upstream.FaultOf(e, clock) is { } fault)
            {
                // The model had said that it is done; what was lost is only the farewell.
                return (null, FinishReason is null ? fault : null);
            }

            var chunk = events.Current.Data;
            hasEvents = true;
            if (chunk.IsDone)
            {
                await ReadToEnd();
                return (null, null);
            }

            if (chunk.IsBroken) return (null, upstream.Fault(FaultCode.BadAnswer, "sent an event that is not a chunk of an answer"));
            if (chunk.Error is { } error) return (null, upstream.FaultOf(error));

            FinishReason = chunk.FinishReason ?? FinishReason;
            Usage = chunk.Usage ?? Usage;
            Model ??= chunk.Model;
            Id ??= chunk.Id;
            if (string.IsNullOrEmpty(chunk.Text)) continue;
            hasText = true;
            return (chunk.Text, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (events is not null) await events.DisposeAsync();
        if (bytes is not null) await bytes.DisposeAsync();
        reply?.Dispose();
        clock.Dispose();
    }

    private async Task<UpstreamFault?> Open()
    {
        using var content = new SplicedContent([ChatRequestBody.Write(request, route, upstream.Settings)]);
        clock.Allow(TimeLeft());
        reply = await upstream.Post(
            upstream.ChatCompletions, content, stream: true, [new("Idempotency-Key", request.CallKey)], clock);
        if (reply.Fault is { } fault) return fault;

        var stream = await reply.Response!.Content.ReadAsStreamAsync(clock.Token);
        bytes = new PacedStream(stream, beforeRead: () => clock.Allow(TimeLeft()), afterRead: clock.Pause);
        events = SseParser.Create(bytes, static (_, data) => ChatChunk.Read(data)).EnumerateAsync(clock.Token).GetAsyncEnumerator(clock.Token);
        return null;
    }

    /// <summary>Reads the end of the body behind <c>[DONE]</c>, which is there already as a rule: a connection is used again
    /// only when its answer was read to the end.</summary>
    private async ValueTask ReadToEnd()
    {
        isDone = true;
        try
        {
            while (await events!.MoveNextAsync())
            {
            }
        }
        catch (Exception e) when (upstream.FaultOf(e, clock) is not null)
        {
            // The answer is whole; only the connection is lost.
        }
    }

    /// <summary>How long the next read may take.</summary>
    private TimeSpan TimeLeft()
    {
        if (isDone) return AfterDone;
        if (FinishReason is not null) return AfterFinish;
        // The caller's limit is about text that can be shown or spoken, and no sign of life prolongs it.
        if (!hasText && request.FirstTokenTimeoutMs is { } limit) return Left(TimeSpan.FromMilliseconds(limit));
        return bytes?.Head.Length > 0 ? upstream.Settings.IdleTimeout : Left(upstream.Settings.FirstByteTimeout);
    }

    private TimeSpan Left(TimeSpan limit)
    {
        var left = limit - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The connection has ended without <c>[DONE]</c>. A finish reason says as much; without either, the answer
    /// was cut.</summary>
    private UpstreamFault? AtEnd()
    {
        if (FinishReason is not null) return null;
        if (hasEvents) return upstream.Fault(FaultCode.StreamCut, "broke off its answer");

        var head = bytes!.Head;
        if (JsonAnswerScan.TryRead(head.Span, out _, out var isError) && isError) return upstream.FaultOf(ErrorBody.Read(head));
        return upstream.Fault(FaultCode.BadAnswer, "answered with something that is not an event stream");
    }
}
