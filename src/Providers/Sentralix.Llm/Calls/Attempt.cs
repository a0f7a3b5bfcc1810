using Sentralix.Llm.Accounting;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Pictures;

namespace Sentralix.Llm.Calls;

/// <summary>One attempt at one target: what was sent, what came back so far, and its place in the ledger. Until it has begun to answer
/// nothing has gone to the client, and another may take its place.</summary>
internal sealed class Attempt : IDisposable
{
    private const string Version = "anthropic-version";

    private readonly ModelRequest request;
    private readonly CallParts parts;
    private readonly AttemptRecord record;
    private readonly ModelCall telemetry;
    private readonly long started;
    private SplicedContent? content;
    private Stream? stream;
    private AnswerAssembly? assembly;
    private bool hasLeft;

    public Attempt(ModelRequest request, Candidate candidate, AttemptRecord record, CallParts parts, CancellationToken caller)
    {
        this.request = request;
        this.record = record;
        this.parts = parts;
        Candidate = candidate;
        Clock = new CallClock(parts.Time, caller);
        started = parts.Time.GetTimestamp();
        telemetry = parts.Telemetry.Start(request.Operation, request.Route, candidate.Target);
        telemetry.Asked(request.Shape.MaxTokens, request.Shape.Temperature);
    }

    public Candidate Candidate { get; }

    public Upstream Upstream => Candidate.Target.Upstream;

    public ModelCall Telemetry => telemetry;

    public AttemptRecord Record => record;

    public CallClock Clock { get; }

    /// <summary>The head of the answer, or why there is none.</summary>
    public UpstreamReply? Reply { get; set; }

    /// <summary>A stream that has begun.</summary>
    public StreamRelay? Events { get; private set; }

    public StreamWatch? Watch { get; private set; }

    /// <summary>An answer that is not streamed.</summary>
    public JsonRelay? Json { get; private set; }

    /// <summary>Bytes of text that were delivered otherwise than by <see cref="Events"/>.</summary>
    public long Delivered { get; set; }

    /// <summary>The answer's bytes from its first one on, for whoever reads them himself.</summary>
    public Stream ReadOn() => new PrefixedStream(Events!.Pending, stream!);

    /// <summary>How long the upstream has let us wait so far.</summary>
    public TimeSpan Waited { get; private set; }

    public TimeSpan Idle => request.Route.IdleOf(Upstream);

    /// <summary>Whether nobody sends from the request's buffer any more.</summary>
    public bool IsSent => content?.Idle ?? true;

    /// <summary>Sends the request and waits until the answer has begun: a stream's first event, or all of an answer that is not too long.</summary>
    /// <returns>The fault; null: it has begun.</returns>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<UpstreamFault?> Begin()
    {
        telemetry.Enter();
        var shape = request.Shape;
        Clock.Allow(shape.Stream ? FirstByteTimeout() : request.Route.AnswerOf(Upstream));

        // A form that the provider takes as it is passes through, whatever it speaks besides.
        var fault = Upstream.Foreign is { } foreign && request.Form is WireForm.Chat or WireForm.Embeddings
            ? await new ForeignAttempt(request, Candidate, Clock, foreign, parts.Pictures).Begin(this)
            : Upstream.IsBuiltin ? await new ExtractAttempt(request, Upstream).Begin(this) : await Send(shape);
        Waited = parts.Time.GetElapsedTime(started);
        record.FirstByte = Waited;
        return fault;
    }

    /// <summary>The answer is whole.</summary>
    public void Answered(TokenUsage? usage)
    {
        if (record.IsSettled) return;
        telemetry.Used(usage);
        if (!hasLeft) Candidate.Health.Leave();
        hasLeft = true;
        var (counted, source) = usage is { } told ? (TokenCounts.Of(told), Sources.Provider) : (Estimate(), Sources.Estimated);
        if (usage is { } known) parts.Estimate.Learn(request.Route.Id, request.Body.Length, known.PromptTokens);
        Settle(Outcomes.Answered, null, counted, source);

        // What the embedded one quotes while nobody else can answer is not to be said again when they can.
        if (request.Cache is { } cache && !Upstream.IsBuiltin) Remember(cache);
    }

    /// <summary>Nothing of use has come.</summary>
    public void Failed(UpstreamFault fault)
    {
        telemetry.Failed(fault);
        Leave(fault);

        // An answer that nobody can use has been paid for all the same.
        if (Usage is { } told) Settle(Outcomes.Failed, fault.Code.Name(), TokenCounts.Of(told), Sources.Provider);
        else Settle(Outcomes.Failed, fault.Code.Name(), default, Sources.None);
    }

    /// <summary>The answer broke off after it had begun: what was delivered is paid for.</summary>
    public void Cut(UpstreamFault fault, TokenUsage? usage = null)
    {
        telemetry.Failed(fault);
        Leave(fault);
        Usage = usage;
        SettlePart(Outcomes.Cut, fault.Code.Name());
    }

    /// <summary>The caller has gone, or a faster attempt has answered.</summary>
    public void Cancelled()
    {
        telemetry.Cancelled();
        if (!hasLeft) Candidate.Health.GiveUp();
        hasLeft = true;
        SettlePart(Outcomes.Cancelled, null);
    }

    public void Dispose()
    {
        // Whatever was thrown on the way: an attempt that nobody has settled is none that anybody waits for.
        if (!record.IsSettled) Cancelled();
        Events?.Dispose();
        Json?.Dispose();
        stream?.Dispose();
        Reply?.Dispose();
        Clock.Dispose();
        telemetry.Dispose();
    }

    private async Task<UpstreamFault?> Send(ChatRequestShape shape)
    {
        if (Upstream.Address(request.Form, Candidate.Target.UpstreamModel) is not { } address)
        {
            return Upstream.Fault(FaultCode.BadRequest, $"serves no {request.Operation}") with
            {
                Refusal = OpenAiError.InvalidRequest($"The provider of the model '{request.Route.Id}' serves no {request.Operation}.", "model", "unsupported_value"),
            };
        }

        var addsUsage = request.Form is WireForm.Chat or WireForm.Completions && shape.Stream && Upstream.Settings.StreamUsage && ChatRequestSplice.InjectsUsage(shape);
        var renamesLimit = request.IsOurs && Upstream.Settings.MaxTokensField != ChatRequestSplice.MaxTokens;
        content = new SplicedContent(ChatRequestSplice.Apply(request.Body, shape, Candidate.Target.Rename, addsUsage, renamesLimit));
        Reply = await Upstream.Post(address, Candidate.Key, content, shape.Stream, Headers(), Clock);
        if (Reply.Fault is { } refused) return refused;
        stream = await Reply.Response!.Content.ReadAsStreamAsync(Clock.Token);
        return shape.Stream ? await BeginStream(stream, addsUsage && !request.Client.IsTranslated) : await ReadJson(stream);
    }

    /// <summary>Anthropic's API has versions, and answers nobody who names none.</summary>
    private IReadOnlyList<KeyValuePair<string, string>> Headers() => request.Form is WireForm.Messages or WireForm.CountTokens && !request.Headers.Any(h => h.Key == Version)
        ? [.. request.Headers, new(Version, Upstream.Settings.Own.GetValueOrDefault("version") ?? "2023-06-01")]
        : request.Headers;

    private TimeSpan FirstByteTimeout()
    {
        var allowed = request.Route.FirstByteOf(Upstream);
        if (request.LeftToFirstByte(parts.Time) is { } left && left < allowed) return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return allowed;
    }

    /// <summary>Takes an answer in OpenAI's chunks and waits for its first.</summary>
    public async Task<UpstreamFault?> BeginStream(Stream chunks, bool dropUsageChunk)
    {
        assembly = request.Cache is null ? null : new AnswerAssembly();
        stream = assembly is null ? chunks : new AssembledStream(chunks, assembly);
        Watch = new StreamWatch(dropUsageChunk, request.Form);
        Events = new StreamRelay(stream, Watch, Clock);
        try
        {
            if (!await Events.Read()) return Upstream.Fault(FaultCode.BadAnswer, "answered with nothing");
        }
        catch (Exception e) when (Upstream.FaultOf(e, Clock) is { } fault)
        {
            return fault;
        }

        var first = Events.Pending;
        if (EventStreamSniff.LooksLikeEvents(first.Span)) return null;
        return JsonAnswerScan.TryRead(first.Span, out _, out var isError) && isError
            ? Upstream.FaultOf(ErrorBody.Read(first))
            : Upstream.Fault(FaultCode.BadAnswer, "answered with something that is not an event stream");
    }

    /// <summary>Takes an answer in OpenAI's JSON.</summary>
    public async Task<UpstreamFault?> ReadJson(Stream answer)
    {
        stream = answer;
        Json = new JsonRelay(stream, Clock, Idle);
        try
        {
            await Json.Read();
        }
        catch (Exception e) when (Upstream.FaultOf(e, Clock) is { } fault)
        {
            return fault;
        }

        // Too long to be checked whole before it travels on.
        if (Json.HasMore)
            return JsonAnswerScan.Begins(Json.Held.Span) ? null : Upstream.Fault(FaultCode.BadAnswer, "answered with something that is not JSON");
        if (!JsonAnswerScan.TryRead(Json.Held.Span, out var usage, out var isError))
            return Upstream.Fault(FaultCode.BadAnswer, "answered with something that is not JSON");
        if (isError) return Upstream.FaultOf(ErrorBody.Read(Json.Held));
        Usage = usage;
        return request.RepairsJson ? Repair(Json) : null;
    }

    /// <summary>Makes JSON of an answer that should be JSON, if it is not.</summary>
    private UpstreamFault? Repair(JsonRelay answer)
    {
        if (GuardedCall.Repair(answer.Held) is not { } repaired) return Upstream.Fault(FaultCode.BadAnswer, "did not answer in JSON, which was asked for");
        if (!repaired.Equals(answer.Held)) answer.Replace(repaired.Span);
        return null;
    }

    private void Remember(ICallCache cache)
    {
        if (assembly?.ToAnswer() is { } streamed)
        {
            // The client's stream was mended on its way; who asks next gets no less, and nothing where it could not be.
            if (!request.RepairsJson) cache.Keep(streamed.Span);
            else if (GuardedCall.Repair(streamed) is { } repaired) cache.Keep(repaired.Span);
        }
        else if (Json is { HasMore: false } whole)
        {
            cache.Keep(whole.Held.Span);
        }
    }

    /// <summary>What an answer that is not streamed has used.</summary>
    public TokenUsage? Usage { get; private set; }

    private void Leave(UpstreamFault fault)
    {
        if (hasLeft) return;
        hasLeft = true;

        // A request that no target can take says nothing about this one.
        if (fault.IsOfTarget) Candidate.Health.Fail(fault);
        else Candidate.Health.Leave();
    }

    private void SettlePart(string outcome, string? errorCode)
    {
        // What the provider has said counts, also of an answer that was not read to its end.
        if ((Watch?.Usage ?? Usage) is { } told) Settle(outcome, errorCode, TokenCounts.Of(told), Sources.Provider);
        else if (Watch is { Bytes: > 0 } || Delivered > 0) Settle(outcome, errorCode, Estimate(), Sources.Estimated);
        else Settle(outcome, errorCode, default, Sources.None);
    }

    /// <summary>What was asked and what was delivered, where the provider does not say.</summary>
    private TokenCounts Estimate() => new()
    {
        Input = parts.Estimate.Tokens(request.Route.Id, request.Body.Length),
        Output = Watch is { Bytes: > 0 } watch ? watch.EstimateTokens(parts.Estimate, request.Route.Id) : parts.Estimate.Tokens(request.Route.Id, Json?.Held.Length ?? Delivered),
    };

    private void Settle(string outcome, string? errorCode, in TokenCounts tokens, string source)
    {
        if (parts.Ledger.Settle(record, outcome, errorCode, tokens, source)) request.Admitted.Used(tokens.Total);
    }
}

/// <summary>What every call needs.</summary>
internal sealed record CallParts(TimeProvider Time, Ledger Ledger, TokenEstimate Estimate, CallTelemetry Telemetry, UploadedPictures Pictures);
