using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Caching;

/// <summary>A stream that is put together to one answer while somebody reads it.</summary>
internal sealed class AssembledStream(Stream inner, AnswerAssembly assembly) : ReadingStream(inner)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Source.ReadAsync(buffer, cancellationToken);
        assembly.Take(buffer.Span[..read]);
        return read;
    }
}
