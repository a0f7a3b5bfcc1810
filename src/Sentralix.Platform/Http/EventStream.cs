using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sentralix.Contracts;

namespace Sentralix.Platform.Http;

/// <summary>Writes a stream as server-sent events: one write and flush an event, a comment as heartbeat while nothing happens.</summary>
public static class EventStream
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Streams until the source ends or the client hangs up. A refusal before the first item is problem details.</summary>
    /// <param name="http">The request.</param>
    /// <param name="items">What is streamed.</param>
    /// <param name="admission">Completes when the source will not refuse any more; null: a source that refuses does so at once.</param>
    public static async Task Write(HttpContext http, IAsyncEnumerable<object> items, Task? admission = null)
    {
        // A stream has no end of its own: it ends when the client hangs up or this process stops, and the client comes back elsewhere.
        var stopping = http.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var gone = ended.Token;
        var source = items.GetAsyncEnumerator(gone);
        Task<bool>? pending = null;
        try
        {
            pending = source.MoveNextAsync().AsTask();
            try
            {
                // A source that has nothing to say yet must not keep the headers back.
                if (admission is null) await pending.WaitAsync(Patience, gone);
                else if (await Task.WhenAny(pending, admission).WaitAsync(gone) == pending) await pending;
            }
            catch (TimeoutException)
            {
            }

            await Begin(http);
            while (true)
            {
                bool more;
                try
                {
                    more = await pending.WaitAsync(Heartbeat, gone);
                }
                catch (TimeoutException)
                {
                    await http.Response.Body.WriteAsync(": \n\n"u8.ToArray(), gone);
                    await http.Response.Body.FlushAsync(gone);
                    continue;
                }

                if (!more) break;
                await Write(http, source.Current);
                pending = source.MoveNextAsync().AsTask();
            }
        }
        catch (RefusedException refused) when (!http.Response.HasStarted)
        {
            pending = null;
            await Problems.Write(http, refused.Refusal);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client hung up, or we stop. That ends the stream and nothing else.
        }
        finally
        {
            // An enumerator may not be disposed of while it moves.
            if (pending is { IsCompleted: false }) await pending.ContinueWith(_ => { }, TaskScheduler.Default);
            await source.DisposeAsync();
        }
    }

    private static Task Begin(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return http.Response.StartAsync(http.RequestAborted);
    }

    private static async Task Write(HttpContext http, object item)
    {
        using var buffer = new MemoryStream(256);
        if (item is IStreamed streamed)
        {
            buffer.Write("event: "u8);
            buffer.Write(Encoding.UTF8.GetBytes(streamed.StreamType));
            if (streamed.StreamId is { } id)
            {
                buffer.Write("\nid: "u8);
                buffer.Write(Encoding.UTF8.GetBytes(id));
            }

            buffer.WriteByte((byte)'\n');
        }

        buffer.Write("data: "u8);
        JsonSerializer.Serialize(buffer, item, item.GetType(), SentralixJson.Options);
        buffer.Write("\n\n"u8);
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}

/// <summary>A stream that works before it can say whether it refuses: headers wait for that, so that the refusal is problem details.</summary>
public interface IAdmittedStream
{
    /// <summary>Completes when the stream will not refuse any more.</summary>
    Task Admission { get; }
}
