using System.Buffers;

namespace Sentralix.Llm.Ingress;

/// <summary>One event of a stream, cut out of its bytes.</summary>
internal enum EventLine
{
    /// <summary>Nothing whole is left.</summary>
    None,

    /// <summary>An event's data is whole.</summary>
    Data,

    /// <summary>A line that says nothing but that the connection is alive.</summary>
    Comment,
}

/// <summary>Cuts a stream of server-sent events, however its bytes fall into pieces, into events. Bytes are never decoded: a piece
/// may end inside a letter.</summary>
/// <remarks>Lines end with <c>\n</c> or <c>\r\n</c>. The bare <c>\r</c> that the specification also allows is sent by no known
/// server.</remarks>
internal sealed class EventLines
{
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly ArrayBufferWriter<byte> data = new();
    private readonly ArrayBufferWriter<byte> comment = new();
    private readonly ArrayBufferWriter<byte> name = new();
    private bool hasData;
    private bool isTaken;
    private bool isFirst = true;

    /// <summary>The data of the event that was found last.</summary>
    public ReadOnlySpan<byte> Data => data.WrittenSpan;

    /// <summary>The name of the event that was found last; empty where it has none.</summary>
    public ReadOnlySpan<byte> Name => name.WrittenSpan;

    /// <summary>Bytes that are no whole event yet.</summary>
    public int Waiting => line.WrittenCount + data.WrittenCount;

    /// <summary>The comment that was found last, its colon included.</summary>
    public ReadOnlySpan<byte> Comment => comment.WrittenSpan;

    /// <summary>Reads on to the next event or comment. What is not whole is kept for the next piece.</summary>
    public EventLine Next(ref ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var end = piece.IndexOf((byte)'\n');
            if (end < 0)
            {
                line.Write(piece);
                piece = default;
                return EventLine.None;
            }

            EventLine found;
            if (line.WrittenCount == 0)
            {
                found = Take(piece[..end]);
            }
            else
            {
                line.Write(piece[..end]);
                found = Take(line.WrittenSpan);
                line.ResetWrittenCount();
            }

            piece = piece[(end + 1)..];
            if (found != EventLine.None) return found;
        }

        return EventLine.None;
    }

    /// <summary>The stream is at its end: an event that lacks nothing but its last line end counts.</summary>
    public EventLine Last()
    {
        Take(line.WrittenSpan);
        line.ResetWrittenCount();
        return Take(default);
    }

    private EventLine Take(ReadOnlySpan<byte> text)
    {
        if (isTaken)
        {
            data.ResetWrittenCount();
            name.ResetWrittenCount();
            isTaken = false;
        }

        if (isFirst)
        {
            isFirst = false;
            var mark = "\uFEFF"u8;
            if (text.StartsWith(mark)) text = text[mark.Length..];
        }

        if (text.EndsWith("\r"u8)) text = text[..^1];
        if (text.IsEmpty)
        {
            if (!hasData)
            {
                // A name without data is no event.
                name.ResetWrittenCount();
                return EventLine.None;
            }

            hasData = false;
            isTaken = true;
            return EventLine.Data;
        }

        if (text[0] == ':')
        {
            comment.ResetWrittenCount();
            comment.Write(text);
            return EventLine.Comment;
        }

        if (text.StartsWith("event:"u8))
        {
            name.ResetWrittenCount();
            name.Write(text["event:"u8.Length..].TrimStart(" "u8));
            return EventLine.None;
        }

        if (!text.StartsWith("data"u8) || (text.Length > 4 && text[4] != ':')) return EventLine.None;
        text = text.Length > 4 ? text[5..] : default;
        if (text.StartsWith(" "u8)) text = text[1..];
        if (hasData) data.Write("\n"u8);
        data.Write(text);
        hasData = true;
        return EventLine.None;
    }
}
