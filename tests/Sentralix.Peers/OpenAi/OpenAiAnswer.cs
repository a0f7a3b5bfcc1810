using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sentralix.Peers.OpenAi;

/// <summary>Writes one answer the way the behaviour demands, and into the journal.</summary>
internal sealed class OpenAiAnswer(HttpContext http, OpenAiBehaviour behaviour, OpenAiFault? fault, SeenRequest seen)
{
    private static readonly byte[] GarbageBytes = [0x00, 0xD0, 0x3C, 0xFF, 0x7B, 0x7B, 0x0A, 0xC3, 0x28, 0x22, 0x0A, 0x0A, 0x5D, 0xFE];

    private readonly string lineEnd = behaviour.CarriageReturns ? "\r\n" : "\n";

    public async Task Json(byte[] body)
    {
        await Delay(behaviour.BeforeFirst);
        if (await FailedAtStart()) return;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        if (fault is null)
        {
            await Send(body);
            seen.Ended(RequestEnd.Answered);
            return;
        }

        // There is no stream to break; half a body is what a caller sees of the same mishap.
        await Send(body.AsMemory(0, body.Length / 2));
        await Break();
    }

    public async Task Events(IEnumerable<byte[]> chunks)
    {
        await Delay(behaviour.BeforeFirst);
        if (await FailedAtStart()) return;
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var isPaced = behaviour.BetweenPieces > TimeSpan.Zero || behaviour.KeepAliveComments || fault is not null;
        var instant = new MemoryStream();
        var sent = 0;
        foreach (var chunk in chunks)
        {
            // The first one holds the role only.
            if (fault is not null && sent == fault.AfterPieces + 1)
            {
                await FailInStream(chunk);
                return;
            }

            if (isPaced)
            {
                if (sent > 0) await Delay(behaviour.BetweenPieces);
                if (sent > 0 && behaviour.KeepAliveComments) await Send(Bytes($": keep-alive{lineEnd}{lineEnd}"));
                await Send(Event(chunk));
            }
            else
            {
                instant.Write(Event(chunk));
            }

            sent++;
        }

        instant.Write(Bytes($"data: [DONE]{lineEnd}{lineEnd}"));
        await Send(instant.GetBuffer().AsMemory(0, (int)instant.Length));
        await Delay(behaviour.AfterDone);
        seen.Ended(RequestEnd.Answered);
    }

    public async Task Status(int status, byte[] body, int? retryAfterSeconds = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (retryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
        // A redirect that a careless client would follow, its key in hand.
        if (status is >= 300 and < 400) http.Response.Headers.Location = http.Request.Path.Value;
        await Send(body);
        seen.Ended(RequestEnd.Answered);
    }

    /// <summary>Fails before the first byte where the fault is of that kind.</summary>
    private async Task<bool> FailedAtStart()
    {
        switch (fault?.Kind)
        {
            case OpenAiFaultKind.Status:
                await Status(fault.Status, fault.Body is { } body ? Bytes(body) : OpenAiWire.Error(fault.Status), fault.RetryAfterSeconds);
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

    private async Task FailInStream(byte[] next)
    {
        switch (fault!.Kind)
        {
            case OpenAiFaultKind.CutStream:
                var half = Event(next);
                await Send(half.AsMemory(0, half.Length / 2));
                await Break();
                break;
            case OpenAiFaultKind.SilentStream:
                await Delay(Timeout.InfiniteTimeSpan);
                break;
            case OpenAiFaultKind.ErrorInStream:
                await Send(Event(OpenAiWire.Error(500)));
                seen.Ended(RequestEnd.Broken);
                break;
            case OpenAiFaultKind.GarbageInStream:
                // After what went before has been read, so that it comes in the middle.
                await Delay(TimeSpan.FromMilliseconds(300));
                await Send(Event("{\"choices\":[{]"u8.ToArray()));
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
        if (behaviour.KeepsJournal) seen.Sent(bytes.Span);
        if (behaviour.WriteSize is not { } size)
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
            return;
        }

        for (var at = 0; at < bytes.Length; at += size)
        {
            await http.Response.Body.WriteAsync(bytes.Slice(at, Math.Min(size, bytes.Length - at)), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            // Lets the reader have this piece alone.
            await Task.Yield();
        }
    }

    private Task Delay(TimeSpan time) => time == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(time, http.RequestAborted);

    private byte[] Event(byte[] json) => [.. "data: "u8, .. json, .. Bytes($"{lineEnd}{lineEnd}")];

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
