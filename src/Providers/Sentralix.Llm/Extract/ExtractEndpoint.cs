using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Routing;

namespace Sentralix.Llm.Extract;

/// <summary><c>builtin/extract</c> in OpenAI's wire form. Its usage is zero: it counts no tokens, and words are not tokens.</summary>
internal sealed class ExtractEndpoint(TimeProvider time, CallTelemetry telemetry)
{
    public async Task Chat(HttpContext http, ModelRoute route, ReadOnlyMemory<byte> body, ChatRequestShape shape)
    {
        if (!ExtractRequest.TryRead(body, shape, out var request, out var refusal))
        {
            await refusal.Write(http.Response, http.RequestAborted);
            return;
        }

        using var call = telemetry.Start("chat", route);
        call.Asked(shape.MaxTokens, shape.Temperature);
        var answer = ExtractModel.Answer(request.Messages);
        var pieces = ExtractModel.Pieces(answer.Text).ToList();
        var finish = "stop";
        if (pieces.Count > request.MaxPieces)
        {
            // A word is at least a token, so a limit of tokens is never exceeded.
            pieces = pieces[..request.MaxPieces.Value];
            finish = "length";
        }

        var writer = new ExtractWriter($"chatcmpl-{Guid.CreateVersion7(time.GetUtcNow()):N}", time.GetUtcNow(), answer.Found, finish);
        call.Answered(route.Id, writer.Id, finish);
        if (shape.Stream) await Stream(http, writer, pieces, shape.AsksForUsage);
        else await Whole(http, writer.Completion(string.Concat(pieces)));
    }

    private static async Task Whole(HttpContext http, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = DialectJson.ContentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static async Task Stream(HttpContext http, ExtractWriter writer, List<string> pieces, bool withUsage)
    {
        HttpAnswer.BeginEvents(http);
        foreach (var line in writer.Events(pieces, withUsage)) await http.Response.Body.WriteAsync(line, http.RequestAborted);
    }
}
