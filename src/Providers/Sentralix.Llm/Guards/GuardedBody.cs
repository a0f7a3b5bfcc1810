using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Guards;

/// <summary>Stands in the place of the client while a chat stream is written, and lets through what the guards let through: one write for each
/// that comes in.</summary>
internal sealed class GuardedBody(GuardedChunks chunks, Stream client) : WritingStream(client)
{
    private readonly EventLines lines = new();
    private readonly ArrayBufferWriter<byte> written = new(4096);

    /// <exception cref="AnswerBlockedException">The answer must not go on; what went before has been written.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var passes = Take(buffer.Span);
        if (written.WrittenCount > 0)
        {
            await Client.WriteAsync(written.WrittenMemory, cancellationToken);
            written.ResetWrittenCount();
        }

        if (!passes) throw new AnswerBlockedException();
    }

    /// <summary>The answer is whole: an end that lacks its line end is one too.</summary>
    /// <exception cref="AnswerBlockedException">What was held back must not go out.</exception>
    public async ValueTask Complete(CancellationToken cancellation)
    {
        if (lines.Last() != EventLine.Data) return;
        var passes = TryEvent(lines.Data);
        if (written.WrittenCount > 0) await Client.WriteAsync(written.WrittenMemory, cancellation);
        written.ResetWrittenCount();
        if (!passes) throw new AnswerBlockedException();
    }

    private bool Take(ReadOnlySpan<byte> piece)
    {
        while (true)
        {
            var found = lines.Next(ref piece);
            if (found == EventLine.None) return true;
            if (found == EventLine.Comment)
            {
                written.Write(lines.Comment);
                written.Write("\n\n"u8);
            }
            else if (!TryEvent(lines.Data))
            {
                return false;
            }
        }
    }

    private bool TryEvent(ReadOnlySpan<byte> data)
    {
        var isDone = data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);
        if (!isDone && IsChunk(data)) return chunks.TryChunk(data, written);
        if (isDone && !chunks.TryEnd(written)) return false;
        written.Write("data: "u8);
        written.Write(data);
        written.Write("\n\n"u8);
        return true;
    }

    // What is no chunk of an answer has no texts to guard; the client's parser will say what it thinks of it.
    private static bool IsChunk(ReadOnlySpan<byte> data) => JsonText.Holds(data, JsonTokenType.StartObject);
}

/// <summary>An answer ends here, because of what it would have said next.</summary>
internal sealed class AnswerBlockedException() : Exception("The answer was blocked by a guard.");
