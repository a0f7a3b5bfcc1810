using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Peers.OpenAi;

namespace Sentralix.Peers.Serving;

/// <summary>Writes one answer the way the manner demands, and into the journal. Knows no dialect: bodies and events come ready.</summary>
internal sealed class PeerAnswer(HttpContext http, PeerManner manner, OpenAiFault? fault, SeenRequest seen, Func<int, byte[]> error)
{
    private static readonly byte[] GarbageBytes = [0x00, 0xD0, 0x3C, 0xFF, 0x7B, 0x7B, 0x0A, 0xC3, 0x28, 0x22, 0x0A, 0x0A, 0x5D, 0xFE];

    public async Task Json(byte[] body)
    {
        await Delay(manner.BeforeFirst);
        if (await FailedAtStart()) return;
        http.Response.ContentType = "application/json; charset=utf-8";
        if (fault is null)
        {
            http.Response.ContentLength = body.Length;
            await Send(body);
            seen.Ended(RequestEnd.Answered);
            return;
        }

        // There is no stream to break; half a body is what a caller sees of the same mishap.
        http.Response.ContentLength = body.Length;
        await Send(body.AsMemory(0, body.Length / 2));
        await Break();
    }

    /// <summary>Streams whole events.</summary>
    /// <param name="events">Each with its blank line.</param>
    /// <param name="errorEvent">What tells of an error in the middle.</param>
    /// <param name="head">How many events come before the first piece of an answer.</param>
    public async Task Events(IEnumerable<byte[]> events, byte[] errorEvent, int head)
    {
        await Delay(manner.BeforeFirst);
        if (await FailedAtStart()) return;
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var sent = 0;
        foreach (var next in events)
        {
            if (fault is not null && sent == fault.AfterPieces + head)
            {
                await FailInStream(next, errorEvent);
                return;
            }

            if (sent > 0) await Delay(manner.BetweenPieces);
            await Send(next);
            sent++;
        }

        await Delay(manner.AfterLast);
        seen.Ended(RequestEnd.Answered);
    }

    public async Task Status(int status, byte[] body, int? retryAfterSeconds = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        if (retryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
        await Send(body);
        seen.Ended(RequestEnd.Answered);
    }

    /// <summary>Fails before the first byte where the fault is of that kind.</summary>
    private async Task<bool> FailedAtStart()
    {
        switch (fault?.Kind)
        {
            case OpenAiFaultKind.Status:
                await Status(fault.Status, fault.Body is { } body ? Encoding.UTF8.GetBytes(body) : error(fault.Status), fault.RetryAfterSeconds);
                return true;
            case OpenAiFaultKind.Garbage:
                http.Response.ContentType = "application/octet-stream";
                await Send(GarbageBytes);
                seen.Ended(RequestEnd.Answered);
                return true;
            case OpenAiFaultKind.NeverAnswers:
                await Delay(Timeout.InfiniteTimeSpan);
                return true;
            case OpenAiFaultKind.CutConnection:
                seen.Ended(RequestEnd.Broken);
                http.Abort();
                return true;
            default:
                return false;
        }
    }

    private async Task FailInStream(byte[] next, byte[] errorEvent)
    {
        switch (fault!.Kind)
        {
            case OpenAiFaultKind.CutStream:
                await Send(next.AsMemory(0, next.Length / 2));
                await Break();
                break;
            case OpenAiFaultKind.SilentStream:
                await Delay(Timeout.InfiniteTimeSpan);
                break;
            case OpenAiFaultKind.ErrorInStream:
                await Send(errorEvent);
                seen.Ended(RequestEnd.Broken);
                break;
            case OpenAiFaultKind.GarbageInStream:
                // After what went before has been read, so that it comes in the middle.
                await Delay(TimeSpan.FromMilliseconds(300));
                await Send("data: {\"candidates\":[{]\n\n"u8.ToArray());
                seen.Ended(RequestEnd.Broken);
                break;
            default:
                seen.Ended(RequestEnd.Broken);
                break;
        }
    }

    private async Task Break()
    {
        // What was written has to leave first: an abort throws away what is still queued.
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await Task.Delay(TimeSpan.FromMilliseconds(50), http.RequestAborted);
        seen.Ended(RequestEnd.Broken);
        http.Abort();
    }

    private async Task Send(ReadOnlyMemory<byte> bytes)
    {
        if (manner.KeepsJournal) seen.Sent(bytes.Span);
        var size = manner.WriteSize ?? Math.Max(1, bytes.Length);
        for (var at = 0; at < bytes.Length; at += size)
        {
            await http.Response.Body.WriteAsync(bytes.Slice(at, Math.Min(size, bytes.Length - at)), http.RequestAborted);
            if (manner.WriteSize is null) continue;
            await http.Response.Body.FlushAsync(http.RequestAborted);
            // Lets the reader have this piece alone.
            await Task.Yield();
        }
    }

    private Task Delay(TimeSpan time) => time == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(time, http.RequestAborted);
}
