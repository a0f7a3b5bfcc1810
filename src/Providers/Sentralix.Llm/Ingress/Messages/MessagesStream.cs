using System.Buffers;
using System.Text;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>A streamed chat answer as Anthropic's events. Thoughts and text go out as they come; a tool's call stays open until the
/// answer ends, and what comes for others meanwhile waits.</summary>
internal sealed class MessagesStream(ClientCall call) : ClientStream
{
    private readonly MessageEvents events = new(call);
    private readonly List<WaitingBlock> waiting = [];
    private readonly LetterJoint textJoint = new();
    private readonly LetterJoint thoughtJoint = new();
    private bool hasStarted;
    private bool hasPlainThoughts;
    private bool refuses;
    private BlockKind open;
    private int openTool = -1;
    private byte[] openToolId = [];
    private LetterJoint toolJoint = new();
    private readonly ArrayBufferWriter<byte> openThoughts = new();
    private int tools;
    private ChatFinish finish;
    private TokenUsage usage;

    public override bool TryChunk(ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        if (!ChatPiece.TryRead(data, out var piece)) return false;
        Start(written);
        if (piece.Usage is { } counted) usage = counted;
        if (piece.Finish != ChatFinish.None) finish = piece.Finish;
        Think(piece, written);
        if (piece.Text.HasText) Say(BlockKind.Text, piece.Text.Escaped, written);
        if (piece.Refusal.HasText)
        {
            refuses = true;
            Say(BlockKind.Text, piece.Refusal.Escaped, written);
        }

        if (piece.ExtraContent.IsGiven) Redact(ExtraContents.Entry(piece.ExtraContent), written);
        if (!piece.ToolCalls.IsGiven) return true;
        var position = 0;
        foreach (var item in piece.ToolCalls.Items) Call(ToolCallPiece.Read(item, position++), written);
        return true;
    }

    public override void End(IBufferWriter<byte> written)
    {
        Start(written);
        Close(written);
        foreach (var block in waiting)
        {
            if (block.Kind == BlockKind.ToolUse && block.Id.Length == 0) block.Id = NewToolId(block.Number);
            if (block.Extra is { } extra) Redact(ExtraContents.Entry(new RawJson(extra), block.Id), written);
            block.Write(events, written);
        }

        events.MessageStop(written, StopReason.Of(finish, tools > 0, refuses), usage);
    }

    public override void Error(OpenAiError error, IBufferWriter<byte> written) => events.Error(written, error);

    private void Start(IBufferWriter<byte> written)
    {
        if (hasStarted) return;
        hasStarted = true;
        events.MessageStart(written);
    }

    private void Think(ChatPiece piece, IBufferWriter<byte> written)
    {
        if (piece.Reasoning.HasText)
        {
            hasPlainThoughts = true;
            Say(BlockKind.Thinking, piece.Reasoning.Escaped, written);
        }

        foreach (var detail in new ReasoningDetails(piece.ReasoningDetails))
        {
            // Servers that fill both fields say the same in both.
            if (detail.Text.HasText && !hasPlainThoughts) Say(BlockKind.Thinking, detail.Text.Escaped, written);
            if (detail.Signature.HasText) Sign(detail, written);
            if (detail.Encrypted.HasText) RedactAs(detail.Opaque, written);
        }
    }

    private void Say(BlockKind kind, ReadOnlySpan<byte> escaped, IBufferWriter<byte> written)
    {
        escaped = (kind == BlockKind.Text ? textJoint : thoughtJoint).Join(escaped);
        if (escaped.IsEmpty) return;
        if (open == BlockKind.ToolUse)
        {
            Waiting(kind).Append(escaped);
            return;
        }

        Open(kind, written);
        if (kind == BlockKind.Thinking) openThoughts.Write(escaped);
        events.BlockDelta(written, kind, escaped);
    }

    private void Sign(ReasoningDetails.Entry detail, IBufferWriter<byte> written)
    {
        var isOfOpen = open switch
        {
            BlockKind.Thinking => !detail.Text.HasText || detail.Text.Escaped.SequenceEqual(openThoughts.WrittenSpan),
            BlockKind.None => !detail.Text.HasText,
            _ => false,
        };
        if (!isOfOpen)
        {
            // Some providers tell signatures at the end of the answer only, when the thoughts' own block has ended long ago. They go
            // with their text into a block that the client returns unread.
            Redact(detail.Whole.Bytes, written);
            return;
        }

        Open(BlockKind.Thinking, written);
        events.Signature(written, detail.Signature.Escaped);
        // What comes next is signed on its own.
        Close(written);
    }

    /// <summary>Hands the client something to be brought back unread.</summary>
    private void Redact(ReadOnlySpan<byte> entry, IBufferWriter<byte> written) => RedactAs(Encoding.ASCII.GetBytes(SealedThoughts.Seal(entry)), written);

    private void RedactAs(ReadOnlySpan<byte> escaped, IBufferWriter<byte> written)
    {
        if (open == BlockKind.ToolUse)
        {
            waiting.Add(new WaitingBlock(BlockKind.RedactedThinking) { Id = escaped.ToArray() });
            return;
        }

        Close(written);
        events.BlockStart(written, BlockKind.RedactedThinking, escaped);
        events.BlockStop(written);
    }

    private void Call(ToolCallPiece piece, IBufferWriter<byte> written)
    {
        var id = piece.Id.IsGiven ? piece.Id.Escaped : default;
        if (FindWaiting(piece.Index, id) is { } block)
        {
            Fill(block, piece, id);
            return;
        }

        var isOpen = open == BlockKind.ToolUse && piece.Index == openTool && (id.IsEmpty || id.SequenceEqual(openToolId));
        if (!isOpen)
        {
            tools++;
            // Without its name a call can't be begun.
            if (open == BlockKind.ToolUse || !piece.Name.IsGiven)
            {
                block = new WaitingBlock(BlockKind.ToolUse) { Tool = piece.Index, Number = tools };
                waiting.Add(block);
                Fill(block, piece, id);
                return;
            }

            Close(written);
            openToolId = id.IsEmpty ? NewToolId(tools) : id.ToArray();
            Carry(piece, written);
            open = BlockKind.ToolUse;
            openTool = piece.Index;
            toolJoint = new LetterJoint();
            events.BlockStart(written, BlockKind.ToolUse, openToolId, piece.Name.Escaped);
        }
        else
        {
            Carry(piece, written);
        }

        var arguments = toolJoint.Join(piece.EscapedArguments);
        if (!arguments.IsEmpty) events.BlockDelta(written, BlockKind.ToolUse, arguments);
    }

    /// <summary>What belongs to the call that is open, or is to be opened next.</summary>
    private void Carry(ToolCallPiece piece, IBufferWriter<byte> written)
    {
        if (piece.ExtraContent.IsGiven) Redact(ExtraContents.Entry(piece.ExtraContent, openToolId), written);
    }

    /// <summary>Some servers give every call of an answer the same index; another id is another call then.</summary>
    private WaitingBlock? FindWaiting(int tool, ReadOnlySpan<byte> id)
    {
        for (var i = waiting.Count - 1; i >= 0; i--)
        {
            var block = waiting[i];
            if (block.Kind != BlockKind.ToolUse || block.Tool != tool) continue;
            if (id.IsEmpty || block.Id.Length == 0 || id.SequenceEqual(block.Id)) return block;
        }

        return null;
    }

    private static void Fill(WaitingBlock block, ToolCallPiece piece, ReadOnlySpan<byte> id)
    {
        if (!id.IsEmpty) block.Id = id.ToArray();
        if (piece.Name.IsGiven) block.Name = piece.Name.Escaped.ToArray();
        if (piece.ExtraContent.IsGiven) block.Extra = piece.ExtraContent.Bytes.ToArray();
        block.Append(piece.EscapedArguments);
    }

    /// <summary>The block that waits last, where it goes on; a new one otherwise.</summary>
    private WaitingBlock Waiting(BlockKind kind)
    {
        if (waiting.Count > 0 && waiting[^1].Kind == kind) return waiting[^1];
        var block = new WaitingBlock(kind);
        waiting.Add(block);
        return block;
    }

    private void Open(BlockKind kind, IBufferWriter<byte> written)
    {
        if (open == kind) return;
        Close(written);
        open = kind;
        openThoughts.ResetWrittenCount();
        events.BlockStart(written, kind);
    }

    private void Close(IBufferWriter<byte> written)
    {
        if (open != BlockKind.None) events.BlockStop(written);
        open = BlockKind.None;
    }

    private byte[] NewToolId(int number) => Encoding.UTF8.GetBytes(MessagesAnswer.ToolId(call, number));
}
