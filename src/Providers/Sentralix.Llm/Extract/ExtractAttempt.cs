using System.Net;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Extract;

/// <summary>Asks <c>builtin/extract</c>, in the place where others are asked over the network. Its usage is zero: it counts no tokens, and words
/// are not tokens.</summary>
internal sealed class ExtractAttempt(ModelRequest request, Upstream upstream)
{
    /// <summary>Makes the answer, all of it.</summary>
    public Task<UpstreamFault?> Begin(Attempt attempt)
    {
        if (Read(out var refusal) is not { } asked) return Task.FromResult<UpstreamFault?>(upstream.Fault(FaultCode.BadRequest, "cannot do what is asked") with { Refusal = refusal });
        var answer = ExtractModel.Answer(asked.Messages);
        var pieces = ExtractModel.Pieces(answer.Text).ToList();
        var finish = "stop";
        if (pieces.Count > asked.MaxPieces)
        {
            // A word is at least a token, so a limit of tokens is never exceeded.
            pieces = pieces[..asked.MaxPieces.Value];
            finish = "length";
        }

        var writer = new ExtractWriter($"chatcmpl-{request.CallId["llm_".Length..]}", request.CreatedAt, answer.Found, finish);
        attempt.Telemetry.Answered(ExtractModel.Id, writer.Id, finish);
        attempt.Reply = new UpstreamReply(new HttpResponseMessage(HttpStatusCode.OK));
        return request.Shape.Stream
            ? attempt.BeginStream(Events(writer, pieces), dropUsageChunk: false)
            : attempt.ReadJson(Bytes(writer.Completion(string.Concat(pieces))));
    }

    private ExtractRequest? Read(out OpenAiError? refusal)
    {
        if (request.Form == WireForm.Chat) return ExtractRequest.TryRead(request.Body, request.Shape, out var asked, out refusal) ? asked : null;
        refusal = OpenAiError.InvalidRequest(
            request.Form == WireForm.Embeddings ? $"The model '{request.Route.Id}' makes no embeddings." : $"The model '{request.Route.Id}' answers chat requests only.", "model", "unsupported_value");
        return null;
    }

    // What is translated for its client takes the usage out of the chunk that has it.
    private MemoryStream Events(ExtractWriter writer, List<string> pieces)
    {
        var events = new MemoryStream();
        foreach (var line in writer.Events(pieces, request.Shape.AsksForUsage || request.IsOurs)) events.Write(line.Span);
        events.Position = 0;
        return events;
    }

    private static MemoryStream Bytes(ReadOnlyMemory<byte> answer) => new(answer.ToArray(), writable: false);
}
