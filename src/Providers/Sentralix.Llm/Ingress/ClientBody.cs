using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>Stands in the place of the client's response while a chat stream is written: takes its bytes as they come, and writes
/// what they mean in the client's own form, one write for each that comes in.</summary>
internal sealed class ClientBody(ClientStream translation, Stream client) : WritingStream(client)
{
    private readonly EventLines lines = new();
    private readonly ArrayBufferWriter<byte> written = new(4096);

    /// <summary>The client has its last event: the answer's end, or an error.</summary>
    public bool HasEnded { get; private set; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var piece = buffer.Span;
        while (!HasEnded)
        {
            var found = lines.Next(ref piece);
            if (found == EventLine.None) break;
            Translate(found);
        }

        return Send(cancellationToken);
    }

    /// <summary>Nothing more comes. Where neither <c>[DONE]</c> nor an error has been seen, the answer was cut, and the client is
    /// told so: an end without a word looks like success to some clients.</summary>
    public ValueTask Complete(CancellationToken cancellation)
    {
        if (HasEnded) return ValueTask.CompletedTask;
        // An event that lacks its line end may be half a chunk as well; only an end is taken from it.
        if (lines.Last() == EventLine.Data) End(lines.Data);
        if (!HasEnded) Fail("The answer broke off.", "stream_cut");
        return Send(cancellation);
    }

    private void Translate(EventLine found)
    {
        if (found == EventLine.Comment)
        {
            // It keeps the client's connection alive as it does ours.
            written.Write(lines.Comment);
            written.Write("\n\n"u8);
            return;
        }

        if (!End(lines.Data) && !translation.TryChunk(lines.Data, written))
            Fail("The model's server sent something that is not a part of an answer.", "bad_answer");
    }

    private bool End(ReadOnlySpan<byte> data)
    {
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
        {
            HasEnded = true;
            translation.End(written);
        }
        else if (ChatStreamError.Read(data) is { } error)
        {
            HasEnded = true;
            translation.Error(error, written);
        }

        return HasEnded;
    }

    private void Fail(string message, string code)
    {
        HasEnded = true;
        translation.Error(new OpenAiError(StatusCodes.Status502BadGateway, message, "upstream_error", null, code), written);
    }

    private ValueTask Send(CancellationToken cancellation)
    {
        if (written.WrittenCount == 0) return ValueTask.CompletedTask;
        var write = Client.WriteAsync(written.WrittenMemory, cancellation);
        if (!write.IsCompletedSuccessfully) return Sent(write);
        write.GetAwaiter().GetResult();
        written.ResetWrittenCount();
        return ValueTask.CompletedTask;
    }

    // What is being sent must not be written over; the next write comes only after this one is done.
    private async ValueTask Sent(ValueTask write)
    {
        await write;
        written.ResetWrittenCount();
    }
}
