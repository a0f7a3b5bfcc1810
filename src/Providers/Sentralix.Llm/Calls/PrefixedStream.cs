using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Calls;

/// <summary>A stream whose first bytes have been read already.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> first, Stream rest) : ReadingStream(rest)
{
    private ReadOnlyMemory<byte> first = first;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (first.IsEmpty) return Source.ReadAsync(buffer, cancellationToken);
        var taken = Math.Min(buffer.Length, first.Length);
        first.Span[..taken].CopyTo(buffer.Span);
        first = first[taken..];
        return ValueTask.FromResult(taken);
    }
}
