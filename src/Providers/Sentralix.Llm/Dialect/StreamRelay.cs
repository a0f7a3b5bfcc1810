using System.Buffers;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Dialect;

/// <summary>How a relayed stream came to its end.</summary>
internal enum StreamEnd
{
    /// <summary>With <c>[DONE]</c>, or with an error that the upstream itself put into the stream.</summary>
    Whole,

    /// <summary>The upstream closed or broke off before that.</summary>
    Cut,

    /// <summary>The upstream fell silent for longer than it may.</summary>
    Silent,
}

/// <summary>Copies an event stream from the upstream to the client: one write, and with it one flush, for each read.
/// Only whole lines travel, so that a stream that breaks off can be closed with an error the client understands; a
/// line's first half is of no use to anyone, so waiting for the second costs no time that could be noticed.</summary>
/// <remarks>Lines end with <c>\n</c> or <c>\r\n</c>. The bare <c>\r</c> that the specification also allows is sent by
/// no known server.</remarks>
internal sealed class StreamRelay(Stream upstream, StreamWatch watch, CallClock clock) : IDisposable
{
    private const int FirstSize = 16 * 1024;

    // A longer line is passed on as it comes: it can't be the usage chunk.
    private const int MaxLine = 1024 * 1024;

    // Some servers keep the connection open after [DONE]; the client has everything by then.
    private static readonly TimeSpan AfterDone = TimeSpan.FromSeconds(2);

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int filled;
    private bool endsInLine;

    /// <summary>What was read and not sent yet.</summary>
    public ReadOnlyMemory<byte> Pending => buffer.AsMemory(0, filled);

    /// <summary>Reads once. False: the upstream's stream is at its end.</summary>
    public async ValueTask<bool> Read()
    {
        if (filled == buffer.Length) Grow();
        var read = await upstream.ReadAsync(buffer.AsMemory(filled), clock.Token);
        filled += read;
        return read > 0;
    }

    /// <summary>Copies until the end. What was read before goes first.</summary>
    public async Task<StreamEnd> Run(Stream client, TimeSpan idle)
    {
        while (true)
        {
            await SendWholeLines(client);
            clock.Allow(watch.Done ? AfterDone : idle);
            bool more;
            try
            {
                more = await Read();
            }
            catch (OperationCanceledException) when (clock.Expired)
            {
                return watch.Done ? StreamEnd.Whole : StreamEnd.Silent;
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                // Broken off, or gone on with something that is no event of the provider's.
                return watch.Done ? StreamEnd.Whole : StreamEnd.Cut;
            }

            if (!more) return await SendLastLine(client);
        }
    }

    /// <summary>Ends the client's stream with an error event, and without what official clients would take for success.</summary>
    /// <param name="client">The client.</param>
    /// <param name="error">The whole event.</param>
    public async Task SendError(Stream client, ReadOnlyMemory<byte> error)
    {
        // An additional blank line means nothing to a client, a missing one would join two events.
        byte[] bytes = [.. endsInLine ? "\n\n"u8 : "\n"u8, .. error.Span];
        await Write(client, bytes);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private async ValueTask SendWholeLines(Stream client)
    {
        var whole = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
        if (whole == 0 && filled >= MaxLine) whole = filled;
        if (whole == 0) return;

        var send = watch.Pass(buffer.AsSpan(0, whole));
        if (send > 0)
        {
            endsInLine = buffer[send - 1] != '\n';
            await Write(client, buffer.AsMemory(0, send));
        }

        buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
        filled -= whole;
    }

    private async Task<StreamEnd> SendLastLine(Stream client)
    {
        var send = watch.Pass(buffer.AsSpan(0, filled));
        if (!watch.Done && !watch.Failed) return StreamEnd.Cut;
        if (send > 0) await Write(client, buffer.AsMemory(0, send));
        return StreamEnd.Whole;
    }

    private async ValueTask Write(Stream client, ReadOnlyMemory<byte> bytes)
    {
        var write = client.WriteAsync(bytes, clock.Caller);
        // Only a client that is slow to take it makes this wait, and the upstream's time must not run meanwhile.
        if (!write.IsCompleted) clock.Pause();
        await write;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
