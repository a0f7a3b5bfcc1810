using System.Buffers;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Pictures;

namespace Sentralix.Llm.Calls;

/// <summary>Asks a provider that speaks another dialect, and gives its answer on in OpenAI's.</summary>
internal sealed class ForeignAttempt(ModelRequest request, Candidate candidate, CallClock clock, IForeignDialect dialect, UploadedPictures pictures)
{
    private const int MaxAnswer = 64 * 1024 * 1024;

    private readonly Upstream upstream = candidate.Target.Upstream;
    private readonly ForeignCall call = new()
    {
        UpstreamModel = candidate.Target.UpstreamModel,
        Model = request.Route.Id,
        Id = $"chatcmpl-{request.CallId["llm_".Length..]}",
        Created = request.CreatedAt.ToUnixTimeSeconds(),
        Stream = request.Shape.Stream,
        Settings = candidate.Target.Upstream.Settings.Own,
    };

    /// <summary>Sends the request and waits until the answer has begun.</summary>
    public Task<UpstreamFault?> Begin(Attempt attempt)
    {
        if (request.Form != WireForm.Chat || dialect.Pictures is not { } store) return Ask(attempt);
        if (!store.TryFind(request.Body.Span, out var asked, out var refusal)) return Task.FromResult<UpstreamFault?>(Refused(refusal));
        return asked.Count == 0 ? Ask(attempt) : Show(attempt, asked, new PictureAccount(upstream, candidate.Key, store));
    }

    /// <summary>Asks with pictures that the provider has to have first.</summary>
    private async Task<UpstreamFault?> Show(Attempt attempt, IReadOnlyList<AskedPicture> asked, PictureAccount account)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            var taken = await pictures.Take(account, request.Caller.Tenant, asked, clock);
            if (taken.Fault is { } missing) return missing;
            call.Pictures = taken.Ids;
            var fault = await Ask(attempt);
            if (fault is null || isAgain || taken.Reused.Count == 0 || !account.Store.IsGone(fault)) return fault;

            // What was uploaded for an earlier call is not there any more: once more, then.
            pictures.Forget(taken);
            attempt.Reply?.Dispose();
        }
    }

    private async Task<UpstreamFault?> Ask(Attempt attempt)
    {
        var isChat = request.Form == WireForm.Chat;
        var isWritten = isChat
            ? dialect.TryChat(request.Body.Span, call, out var written, out var refusal)
            : dialect.TryEmbeddings(request.Body.Span, call, out written, out refusal);
        if (!isWritten) return Refused(refusal!);
        return isChat && request.Shape.Stream ? await Stream(attempt, written!) : await Whole(attempt, written!, isChat);
    }

    private UpstreamFault Refused(OpenAiError refusal) => upstream.Fault(FaultCode.BadRequest, "cannot do what is asked") with { Refusal = refusal };

    private async Task<UpstreamFault?> Stream(Attempt attempt, ForeignRequest written)
    {
        if (await Post(attempt, written, stream: true) is { } fault) return fault;
        var bytes = await attempt.Reply!.Response!.Content.ReadAsStreamAsync(clock.Token);

        // The chunk with the usage always comes; a client that has not asked for it does not get it.
        return await attempt.BeginStream(new ForeignAnswer(bytes, dialect.Framing, dialect.Stream(call)), !request.Shape.AsksForUsage && !request.Client.IsTranslated);
    }

    private async Task<UpstreamFault?> Whole(Attempt attempt, ForeignRequest first, bool isChat)
    {
        var answers = new List<ReadOnlyMemory<byte>>(1);
        for (ForeignRequest? next = first; next is not null; next = next.Next)
        {
            attempt.Reply?.Dispose();
            if (await Post(attempt, next, stream: false) is { } fault) return fault;
            try
            {
                answers.Add(await UpstreamAnswer.Read(attempt.Reply!.Response!, MaxAnswer, clock.Token));
            }
            catch (Exception e) when (upstream.FaultOf(e, clock) is { } broken)
            {
                return broken;
            }
        }

        var translated = new ArrayBufferWriter<byte>(answers[0].Length + 256);
        var isAnswer = isChat ? dialect.TryAnswer(answers[0].Span, call, translated) : dialect.TryEmbedded(answers, call, translated);
        return isAnswer
            ? await attempt.ReadJson(new MemoryStream(translated.WrittenSpan.ToArray()))
            : upstream.Fault(FaultCode.BadAnswer, "answered with something that is not its answer");
    }

    private async Task<UpstreamFault?> Post(Attempt attempt, ForeignRequest written, bool stream)
    {
        using var content = new SplicedContent([written.Body]);
        attempt.Reply = await upstream.Post(upstream.Address(written), candidate.Key, content, stream, written.Headers, clock);
        return attempt.Reply.Fault;
    }
}
