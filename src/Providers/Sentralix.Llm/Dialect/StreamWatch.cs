using System.Text.Json;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Dialect;

/// <summary>Looks at the whole lines of an event stream while they pass: has it ended as it should, has the upstream
/// reported an error in it, which usage did it report last. Nothing is decoded, and nothing but the usage chunk that the
/// client did not ask for is ever taken out.</summary>
/// <remarks>Searching raw bytes for <c>"usage"</c> is safe: inside a JSON string its quotes would be escaped, so that
/// an answer that talks about usage does not match.</remarks>
internal sealed class StreamWatch(bool dropUsageChunk, WireForm form = WireForm.Chat)
{
    private const int MaxUsageBytes = 4096;

    private byte[]? usage;
    private TokenUsage? together;
    private long events;
    private long firstEvent;
    private int usageLength;
    private bool dropBlankLine;

    /// <summary><c>data: [DONE]</c> went by.</summary>
    public bool Done { get; private set; }

    /// <summary>The upstream itself reported an error in the stream.</summary>
    public bool Failed { get; private set; }

    /// <summary>The last usage that the upstream reported.</summary>
    public TokenUsage? Usage => together ?? (usage is null ? null : TokenUsage.Read(usage.AsSpan(0, usageLength)));

    /// <summary>Bytes that have gone by.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many tokens have been delivered, where the upstream does not say: of what went by, the text. What surrounds it in an event
    /// is as long as the first one, which has none.</summary>
    public long EstimateTokens(TokenEstimate estimate, string model) =>
        events == 0 ? 0 : Math.Max(events - 1, estimate.Tokens(model, Math.Max(Bytes - (events * firstEvent), 0)));

    /// <summary>Takes note of whole lines. Returns how many bytes at the start of <paramref name="lines"/> are left to
    /// send: all of them, or fewer where the usage chunk was taken out.</summary>
    public int Pass(Span<byte> lines)
    {
        Bytes += lines.Length;
        if (firstEvent == 0) firstEvent = lines.IndexOf((byte)'\n') + 2;
        events += lines.Count("data:"u8);
        if (!Done) Done = HasDone(lines);
        if (!Failed) Failed = HasError(lines);
        if (form == WireForm.Messages)
        {
            TakeEveryUsage(lines);
            return lines.Length;
        }

        var hasUsage = TakeUsage(lines);
        return dropUsageChunk && (hasUsage || dropBlankLine) ? Drop(lines) : lines.Length;
    }

    private bool HasDone(ReadOnlySpan<byte> lines) => form switch
    {
        WireForm.Messages => Ends(lines, "\"message_stop\""u8),
        WireForm.Responses => Ends(lines, "\"response.completed\""u8) || Ends(lines, "\"response.incomplete\""u8) || Ends(lines, "\"response.failed\""u8),
        _ => HasDoneLine(lines),
    };

    /// <summary>Whether an event of this type goes by. Inside a string of an answer its quotes would be escaped.</summary>
    private static bool Ends(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> type)
    {
        var at = lines.LastIndexOf(type);
        return at > 0 && lines[..at].TrimEnd(" :"u8).EndsWith("\"type\""u8);
    }

    private static bool HasDoneLine(ReadOnlySpan<byte> lines)
    {
        var at = lines.LastIndexOf("[DONE]"u8);
        if (at < 0) return false;
        // An answer may contain these characters; only a line of its own ends the stream.
        var line = LineAround(lines, at);
        return line.StartsWith("data:"u8) && Trim(line["data:"u8.Length..]).SequenceEqual("[DONE]"u8);
    }

    private static bool HasError(ReadOnlySpan<byte> lines)
    {
        for (var rest = lines; ;)
        {
            var at = rest.IndexOf("\"error\""u8);
            if (at < 0) return false;
            if (IsTopLevelError(LineAround(rest, at))) return true;
            rest = rest[(at + 1)..];
        }
    }

    private static bool IsTopLevelError(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8)) return false;
        try
        {
            var reader = new Utf8JsonReader(line["data:"u8.Length..]);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isError = reader.ValueTextEquals("error"u8);
                reader.Read();
                // Some servers put "error": null into every chunk.
                if (isError && reader.TokenType != JsonTokenType.Null) return true;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not JSON, so not an error report either; the client's parser will say what it thinks of the line.
        }

        return false;
    }

    private bool TakeUsage(ReadOnlySpan<byte> lines)
    {
        // Backwards, because the last one counts, and over "usage":null, which every other chunk carries.
        for (var before = lines; ;)
        {
            var at = before.LastIndexOf("\"usage\""u8);
            if (at < 0) return false;
            var value = ObjectAfterColon(lines[(at + "\"usage\""u8.Length)..]);
            if (!value.IsEmpty)
            {
                var lineEnd = value.IndexOf((byte)'\n');
                if (lineEnd >= 0) value = value[..lineEnd];
                usageLength = Math.Min(value.Length, MaxUsageBytes);
                usage ??= new byte[MaxUsageBytes];
                value[..usageLength].CopyTo(usage);
                return true;
            }

            before = before[..at];
        }
    }

    /// <summary>Anthropic tells of the prompt when the answer begins, and of the answer when it ends.</summary>
    private void TakeEveryUsage(ReadOnlySpan<byte> lines)
    {
        for (var rest = lines; ;)
        {
            var at = rest.IndexOf("\"usage\""u8);
            if (at < 0) return;
            rest = rest[(at + "\"usage\""u8.Length)..];
            if (TokenUsage.Read(ObjectAfterColon(rest)) is { } told) together = together?.And(told) ?? told;
        }
    }

    private static ReadOnlySpan<byte> ObjectAfterColon(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t"u8);
        if (text.IsEmpty || text[0] != ':') return default;
        text = text[1..].TrimStart(" \t"u8);
        return !text.IsEmpty && text[0] == '{' ? text : default;
    }

    /// <summary>Moves the lines that stay together over the ones that go.</summary>
    private int Drop(Span<byte> lines)
    {
        var kept = 0;
        for (var start = 0; start < lines.Length;)
        {
            var lineEnd = lines[start..].IndexOf((byte)'\n');
            var end = lineEnd < 0 ? lines.Length : start + lineEnd + 1;
            var line = lines[start..end];
            var isBlank = Trim(line).IsEmpty;
            var goes = isBlank ? dropBlankLine : UsageChunk.Is(line);
            dropBlankLine = goes && !isBlank;
            if (!goes)
            {
                line.CopyTo(lines[kept..]);
                kept += line.Length;
            }

            start = end;
        }

        return kept;
    }

    private static ReadOnlySpan<byte> LineAround(ReadOnlySpan<byte> lines, int at)
    {
        var start = lines[..at].LastIndexOf((byte)'\n') + 1;
        var end = lines[at..].IndexOf((byte)'\n');
        return end < 0 ? lines[start..] : lines[start..(at + end)];
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \r\n"u8);
}
