using System.Buffers;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>A block whose pieces came while another one was still open. Anthropic's blocks follow each other, chat's calls of
/// tools may come in turns; nobody knows that one has ended before all have.</summary>
internal sealed class WaitingBlock(BlockKind kind)
{
    private readonly ArrayBufferWriter<byte> content = new();

    public BlockKind Kind => kind;

    /// <summary>Which call, where it is one.</summary>
    public int Tool { get; init; } = -1;

    /// <summary>The how-manieth call of the answer it is.</summary>
    public int Number { get; init; }

    /// <summary>A call's id, its escapes in place.</summary>
    public byte[] Id { get; set; } = [];

    /// <summary>A tool's name, its escapes in place.</summary>
    public byte[] Name { get; set; } = [];

    /// <summary>What the provider wants back with a call.</summary>
    public byte[]? Extra { get; set; }

    public void Append(ReadOnlySpan<byte> escaped) => content.Write(escaped);

    public void Write(MessageEvents events, IBufferWriter<byte> written)
    {
        events.BlockStart(written, kind, Id, Name);
        if (content.WrittenCount > 0) events.BlockDelta(written, kind, content.WrittenSpan);
        events.BlockStop(written);
    }
}
