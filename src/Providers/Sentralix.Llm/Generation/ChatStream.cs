using System.Net.ServerSentEvents;
using System.Text;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Generation;

/// <summary>One streamed answer that has begun, read step by step. Whatever goes wrong becomes a fault; only the caller's
/// own cancellation is thrown.</summary>
internal sealed class ChatStream : IAsyncDisposable
{
    // Some servers keep the connection open after the last chunk, or never send [DONE].
    private static readonly TimeSpan AfterFinish = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterDone = TimeSpan.FromMilliseconds(250);

    private readonly Attempt attempt;
    private readonly TimeSpan? firstToken;
    private readonly TimeProvider time;
    private readonly long started;
    private readonly Upstream upstream;
    private readonly CallClock clock;
    private readonly PacedStream bytes;
    private readonly IAsyncEnumerator<SseItem<ChatChunk>> events;
    private bool hasEvents;
    private bool hasText;
    private bool isDone;

    /// <param name="attempt">What has begun to answer.</param>
    /// <param name="firstToken">How long the caller waits for text, from <paramref name="started"/> on.</param>
    /// <param name="time">The platform's clock.</param>
    /// <param name="started">When the call began.</param>
    public ChatStream(Attempt attempt, TimeSpan? firstToken, TimeProvider time, long started)
    {
        this.attempt = attempt;
        this.firstToken = firstToken;
        this.time = time;
        this.started = started;
        upstream = attempt.Upstream;
        clock = attempt.Clock;
        bytes = new PacedStream(attempt.ReadOn(), beforeRead: () => clock.Allow(TimeLeft()), afterRead: clock.Pause);
        events = SseParser.Create(bytes, static (_, data) => ChatChunk.Read(data)).EnumerateAsync(clock.Token).GetAsyncEnumerator(clock.Token);
    }

    /// <summary>Why the model stopped, in the upstream's word; null: it has not.</summary>
    public string? FinishReason { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>The model that the upstream says has answered.</summary>
    public string? Model { get; private set; }

    public string? Id { get; private set; }

    /// <summary>Whether it says that it has found nothing to answer with, as <c>builtin/extract</c> does.</summary>
    public bool FoundNothing { get; private set; }

    /// <summary>The next piece of text; null at the end of the answer; or the fault.</summary>
    public async ValueTask<(string? Text, UpstreamFault? Fault)> Next()
    {
        while (true)
        {
            try
            {
                if (!await events.MoveNextAsync()) return (null, AtEnd());
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
            FoundNothing |= chunk.FoundNothing;
            Model ??= chunk.Model;
            Id ??= chunk.Id;
            if (string.IsNullOrEmpty(chunk.Text)) continue;
            hasText = true;
            attempt.Delivered += Encoding.UTF8.GetByteCount(chunk.Text);
            return (chunk.Text, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await events.DisposeAsync();
        await bytes.DisposeAsync();
    }

    /// <summary>Reads the end of the body behind <c>[DONE]</c>, which is there already as a rule: a connection is used again
    /// only when its answer was read to the end.</summary>
    private async ValueTask ReadToEnd()
    {
        isDone = true;
        try
        {
            while (await events.MoveNextAsync())
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
        return !hasText && firstToken is { } limit ? Left(limit) : attempt.Idle;
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

        var head = bytes.Head;
        if (JsonAnswerScan.TryRead(head.Span, out _, out var isError) && isError) return upstream.FaultOf(ErrorBody.Read(head));
        return upstream.Fault(FaultCode.BadAnswer, "answered with something that is not an event stream");
    }
}
