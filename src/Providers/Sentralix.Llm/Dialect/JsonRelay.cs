using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Dialect;

/// <summary>Passes a JSON answer on, byte for byte. It is read whole first, so that a broken one becomes an error with
/// a proper status and not half an answer with status 200; only very long ones (embeddings by the thousand) begin to
/// travel before their end is known.</summary>
internal sealed class JsonRelay(Stream upstream, CallClock clock, TimeSpan idle) : IDisposable
{
    private const int FirstSize = 16 * 1024;
    private const int MaxHeld = 4 * 1024 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int filled;

    public ReadOnlyMemory<byte> Held => buffer.AsMemory(0, filled);

    /// <summary>The answer is longer than what is held back; the rest is still to be read.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The usage at the end of an answer that was too long to be held: it is the last thing in it.</summary>
    public TokenUsage? LateUsage { get; private set; }

    /// <summary>Reads the answer, or its first part where it is very long.</summary>
    public async Task Read()
    {
        while (true)
        {
            if (filled == buffer.Length) Grow();
            clock.Allow(idle);
            var read = await upstream.ReadAsync(buffer.AsMemory(filled), clock.Token);
            if (read == 0) return;
            filled += read;
            if (filled < MaxHeld) continue;
            HasMore = true;
            return;
        }
    }

    /// <summary>Another answer takes the place of the one that is held.</summary>
    public void Replace(ReadOnlySpan<byte> answer)
    {
        filled = 0;
        while (buffer.Length < answer.Length) Grow();
        answer.CopyTo(buffer);
        filled = answer.Length;
    }

    /// <summary>Sends what is held and then the rest as it comes.</summary>
    public async Task Send(HttpResponse response, long? length)
    {
        clock.Pause();
        response.ContentLength = HasMore ? length : filled;
        await response.Body.WriteAsync(Held, clock.Caller);
        while (HasMore)
        {
            clock.Allow(idle);
            filled = await upstream.ReadAsync(buffer, clock.Token);
            HasMore = filled > 0;
            LookForUsage();
            clock.Pause();
            await response.Body.WriteAsync(Held, clock.Caller);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    // Embeddings by the thousand: usage follows them, within one read as good as always. Where it does not, the call is estimated.
    private void LookForUsage()
    {
        var at = Held.Span.LastIndexOf("\"usage\""u8);
        if (at < 0) return;
        var value = Held.Span[(at + "\"usage\""u8.Length)..].TrimStart(" \t\r\n:"u8);
        LateUsage = TokenUsage.Read(value) ?? LateUsage;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
