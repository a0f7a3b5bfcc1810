using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Peers.OpenAi;

namespace Sentralix.Peers.Wire;

/// <summary>One request to a stand-in and its answer, written the way the manners demand.</summary>
internal sealed class PeerCall(HttpContext http, PeerManners manners, OpenAiFault? fault, SeenRequest seen, Func<int, string?, string> error)
{
    private static readonly byte[] GarbageBytes = [0x00, 0xD0, 0x3C, 0xFF, 0x7B, 0x7B, 0x0A, 0xC3, 0x28, 0x22, 0x0A, 0x0A, 0x5D, 0xFE];

    public SeenRequest Seen => seen;

    /// <summary>The answer, whatever it would be, becomes a fault: what was asked for is not done.</summary>
    public bool Fails => fault is not null;

    public string? Header(string name) => seen.Headers.GetValueOrDefault(name);

    /// <summary>The body as JSON; null: it is none.</summary>
    public JsonDocument? Read()
    {
        try
        {
            return JsonDocument.Parse(seen.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An answer in one piece.</summary>
    public async Task Json(string body)
    {
        if (await FailedAtStart()) return;
        http.Response.ContentType = "application/json";
        var bytes = Encoding.UTF8.GetBytes(body);
        http.Response.ContentLength = bytes.Length;
        if (fault is null)
        {
            await Send(bytes);
            seen.Ended(RequestEnd.Answered);
            return;
        }

        await Send(bytes.AsMemory(0, bytes.Length / 2));
        await Break();
    }

    /// <summary>Server-sent events and <c>[DONE]</c>.</summary>
    public Task Events(IEnumerable<string> pieces) => Stream("text/event-stream", pieces, static piece => $"data: {piece}\n\n", "data: [DONE]\n\n");

    /// <summary>JSON objects, a line each.</summary>
    public Task Objects(IEnumerable<string> pieces) => Stream("application/json", pieces, static piece => $"{piece}\n", "");

    /// <summary>An error answer in the provider's form.</summary>
    public async Task Refuse(int status, string? words = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (fault is { Kind: OpenAiFaultKind.Status, RetryAfterSeconds: { } seconds }) http.Response.Headers.RetryAfter = $"{seconds}";
        await Send(Encoding.UTF8.GetBytes(error(status, words)));
        seen.Ended(RequestEnd.Answered);
    }

    private async Task Stream(string type, IEnumerable<string> pieces, Func<string, string> frame, string end)
    {
        if (await FailedAtStart()) return;
        http.Response.ContentType = type;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var sent = 0;
        foreach (var piece in pieces)
        {
            if (fault is not null && sent == fault.AfterPieces)
            {
                await FailInStream(frame(piece), frame);
                return;
            }

            if (sent > 0) await Delay(manners.BetweenPieces);
            await Send(Encoding.UTF8.GetBytes(frame(piece)));
            sent++;
        }

        if (end.Length > 0) await Send(Encoding.UTF8.GetBytes(end));
        seen.Ended(RequestEnd.Answered);
    }

    private async Task<bool> FailedAtStart()
    {
        await Delay(manners.BeforeFirst);
        if (manners.Until is { } until) await until.WaitAsync(http.RequestAborted);
        switch (fault?.Kind)
        {
            case OpenAiFaultKind.Status:
                await Refuse(fault.Status, fault.Body);
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

    private async Task FailInStream(string next, Func<string, string> frame)
    {
        switch (fault!.Kind)
        {
            case OpenAiFaultKind.CutStream:
                var half = Encoding.UTF8.GetBytes(next);
                await Send(half.AsMemory(0, half.Length / 2));
                await Break();
                break;
            case OpenAiFaultKind.SilentStream:
                await Delay(Timeout.InfiniteTimeSpan);
                break;
            case OpenAiFaultKind.ErrorInStream:
                await Send(Encoding.UTF8.GetBytes(frame(error(fault.Status, fault.Body))));
                seen.Ended(RequestEnd.Broken);
                break;
            case OpenAiFaultKind.GarbageInStream:
                // After what went before has been read, so that it comes in the middle.
                await Delay(TimeSpan.FromMilliseconds(300));
                await Send(Encoding.UTF8.GetBytes(frame("{\"choices\":[{]")));
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
        seen.Sent(bytes.Span);
        var size = manners.WriteSize ?? Math.Max(bytes.Length, 1);
        for (var at = 0; at < bytes.Length; at += size)
        {
            await http.Response.Body.WriteAsync(bytes.Slice(at, Math.Min(size, bytes.Length - at)), http.RequestAborted);
            if (manners.WriteSize is null) continue;
            await http.Response.Body.FlushAsync(http.RequestAborted);
            // Lets the reader have this piece alone.
            await Task.Yield();
        }
    }

    private Task Delay(TimeSpan time) => time == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(time, http.RequestAborted);
}
