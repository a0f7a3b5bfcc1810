using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Aggregator.Chat;

/// <summary>An answer in chunks: OpenAI's server-sent events, which have no names and end with <c>[DONE]</c>.</summary>
internal static class ChatStream
{
    public static async Task Write(HttpContext http, ChatExchange exchange, IAsyncEnumerable<ConversationEvent> events, Func<string, CancellationToken, Task<RunUsage?>> usage)
    {
        var gone = http.RequestAborted;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await Answer(http, exchange, events, usage, gone);
        }
        catch (ServiceUnavailableException)
        {
            // The headers are gone: an error can only be told as their clients expect it in the middle of a stream.
            await Send(http, Failure(new Refusal("service_unavailable", 503, "The stream of the answer was cut. The run goes on: " + exchange.Run + ".")), gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client hung up. That ends the stream and nothing else.
        }
    }

    private static async Task Answer(
        HttpContext http, ChatExchange exchange, IAsyncEnumerable<ConversationEvent> events, Func<string, CancellationToken, Task<RunUsage?>> usage, CancellationToken gone)
    {
        var text = new SaidText();
        ConversationEvent? end = null;
        await Send(http, exchange.Begins(), gone);
        await foreach (var what in events)
        {
            end = what;
            if (text.Add(what) is { } piece) await Send(http, exchange.Says(piece), gone);
        }

        if (exchange.FailureOf(end, text) is { } failure)
        {
            await Send(http, Failure(failure), gone);
            return;
        }

        await Send(http, exchange.Ends(text, end), gone);
        if (exchange.IncludeUsage) await Send(http, exchange.Used(await usage(exchange.Run, gone)), gone);
        await http.Response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), gone);
    }

    private static ChatWire.Failure Failure(Refusal refusal) => new(new ChatWire.FailureDetail(refusal.Detail, refusal.Status >= 500 ? "server_error" : "invalid_request_error", null, refusal.Code));

    private static async Task Send<T>(HttpContext http, T what, CancellationToken gone)
    {
        using var buffer = new MemoryStream(256);
        buffer.Write("data: "u8);
        JsonSerializer.Serialize(buffer, what, ChatWire.Options);
        buffer.Write("\n\n"u8);
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), gone);
        await http.Response.Body.FlushAsync(gone);
    }
}
