using System.Runtime.CompilerServices;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Generation;

/// <summary>The typed contract over the configured upstreams and <c>builtin/extract</c>.</summary>
internal sealed class TextGeneration(ModelCatalogue models, TimeProvider time, CallTelemetry telemetry) : ITextGeneration
{
    /// <summary>The finish of <c>builtin/extract</c> when the passages hold no answer. A scenario can hand over to a person
    /// on it without comparing texts.</summary>
    public const string NotFound = "not_found";

    public async IAsyncEnumerable<GenerationEvent> Generate(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (GenerationRules.Broken(request) is { } broken)
        {
            yield return Failed(1, request.Model, new UpstreamFault(FaultCode.BadRequest, "", broken));
            yield break;
        }

        var route = request.Model is null ? models.Default : models.Find(request.Model);
        if (route is null)
        {
            yield return Failed(1, request.Model, new UpstreamFault(FaultCode.ModelNotFound, "", $"There is no model '{request.Model}'."));
            yield break;
        }

        var events = route.Upstream is null ? Extract(request, route) : FromUpstream(request, route, cancellation);
        await foreach (var step in events.WithCancellation(cancellation)) yield return step;
    }

    private async IAsyncEnumerable<GenerationEvent> FromUpstream(
        GenerationRequest request, ModelRoute route, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = telemetry.Start("chat", route);
        call.Asked(request.MaxTokens, request.Temperature);
        await using var answer = new ChatStream(route, request, time, cancellation);
        var ended = false;
        try
        {
            for (var seq = 1; !ended; seq++)
            {
                var (text, fault) = await answer.Next();
                ended = text is null;
                if (fault is not null) call.Failed(fault);
                yield return text is not null ? Delta(seq, text)
                    : fault is not null ? Failed(seq, route.Id, fault)
                    : Completed(seq, route, answer);
            }
        }
        finally
        {
            call.Used(answer.Usage);
            call.Answered(answer.Model, answer.Id, answer.FinishReason);
            if (!ended) call.Cancelled();
        }
    }

    private async IAsyncEnumerable<GenerationEvent> Extract(GenerationRequest request, ModelRoute route)
    {
        using var call = telemetry.Start("chat", route);
        call.Asked(request.MaxTokens, request.Temperature);
        var answer = ExtractModel.Answer(request.Messages);
        var finish = answer.Found ? "stop" : NotFound;
        var seq = 0;
        foreach (var piece in ExtractModel.Pieces(answer.Text))
        {
            // A word is at least a token, so a limit of tokens is never exceeded.
            if (seq == request.MaxTokens)
            {
                finish = "length";
                break;
            }

            yield return Delta(++seq, piece);
        }

        call.Answered(route.Id, null, finish);
        // It counts no tokens, and words are not tokens.
        yield return new GenerationEvent
        {
            Seq = seq + 1,
            Type = "completed",
            FinishReason = finish,
            Usage = new GenerationUsage(0, 0),
            Model = route.Id,
            Provider = CallTelemetry.BuiltinProvider,
        };
        await Task.CompletedTask;
    }

    private static GenerationEvent Delta(int seq, string text) => new() { Seq = seq, Type = "delta", Text = text };

    private static GenerationEvent Completed(int seq, ModelRoute route, ChatStream answer) => new()
    {
        Seq = seq,
        Type = "completed",
        FinishReason = answer.FinishReason switch
        {
            "length" => "length",
            // GigaChat's word for it.
            "content_filter" or "blacklist" => "content_filter",
            _ => "stop",
        },
        Usage = answer.Usage is { } usage ? new GenerationUsage(usage.PromptTokens, usage.CompletionTokens) : null,
        Model = route.Id,
        Provider = route.Upstream!.Name,
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
