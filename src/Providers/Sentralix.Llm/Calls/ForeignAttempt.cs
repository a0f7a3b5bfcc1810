using System.Buffers;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Calls;

/// <summary>Asks a provider that speaks another dialect, and gives its answer on in OpenAI's.</summary>
internal sealed class ForeignAttempt(ModelRequest request, Candidate candidate, CallClock clock, IForeignDialect dialect)
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
    public async Task<UpstreamFault?> Begin(Attempt attempt)
    {
        var isChat = request.Form == WireForm.Chat;
        var isWritten = isChat
            ? dialect.TryChat(request.Body.Span, call, out var written, out var refusal)
            : dialect.TryEmbeddings(request.Body.Span, call, out written, out refusal);
        if (!isWritten) return upstream.Fault(FaultCode.BadRequest, "cannot do what is asked") with { Refusal = refusal };
        return isChat && request.Shape.Stream ? await Stream(attempt, written!) : await Whole(attempt, written!, isChat);
    }

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
                answers.Add(await Read(attempt.Reply!.Response!));
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

    private async Task<ReadOnlyMemory<byte>> Read(HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(clock.Token);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        int read;
        while ((read = await stream.ReadAsync(buffer.GetMemory(4096), clock.Token)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxAnswer) throw new InvalidDataException($"The answer is longer than {MaxAnswer} bytes.");
        }

        return buffer.WrittenMemory;
    }
}
