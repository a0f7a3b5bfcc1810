using System.Buffers;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Upstreams;

/// <summary>A provider's streamed answer as OpenAI's chunks: what reads it need not know that it was ever anything else.</summary>
internal sealed class ForeignAnswer(Stream provider, StreamFraming framing, ForeignStream translation) : ReadingStream(provider)
{
    private const int ReadSize = 16 * 1024;
    private const int MaxEvent = 16 * 1024 * 1024;

    private readonly EventCutter cutter = new(framing);
    private readonly ArrayBufferWriter<byte> written = new(ReadSize);
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
    private int given;
    private bool isOver;

    /// <exception cref="InvalidDataException">The provider has sent something that is not its answer.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default)
    {
        while (given == written.WrittenCount)
        {
            if (isOver) return 0;
            written.ResetWrittenCount();
            given = 0;
            var read = await Source.ReadAsync(buffer, cancellationToken);
            if (read == 0) End();
            else Take(buffer.AsSpan(0, read));
        }

        var size = Math.Min(target.Length, written.WrittenCount - given);
        written.WrittenSpan.Slice(given, size).CopyTo(target.Span);
        given += size;
        return size;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) translation.Dispose();
        base.Dispose(disposing);
        if (!disposing) return;

        // Only now nobody reads into it any more.
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void Take(ReadOnlySpan<byte> piece)
    {
        while (true)
        {
            switch (cutter.Next(ref piece))
            {
                case EventLine.None when cutter.Waiting > MaxEvent:
                    throw new InvalidDataException($"An event is longer than {MaxEvent} bytes.");
                case EventLine.None:
                    return;
                case EventLine.Comment:
                    written.Write(": \n\n"u8);
                    break;
                default:
                    Translate();
                    break;
            }
        }
    }

    private void End()
    {
        isOver = true;
        if (cutter.Last() == EventLine.Data) Translate();
        translation.End(written);
        if (translation.IsWhole) written.Write("data: [DONE]\n\n"u8);
    }

    private void Translate()
    {
        if (!translation.TryEvent(cutter.Name, cutter.Data, written)) throw new InvalidDataException("An event is not one of this provider's.");

        // Some providers keep the connection open after they have said all: the client has what he needs.
        if (!translation.IsWhole || isOver) return;
        isOver = true;
        translation.End(written);
        written.Write("data: [DONE]\n\n"u8);
    }
}
