using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Composing;

/// <summary>A text and how stretches of it look.</summary>
/// <param name="Text">What is said, without any marks.</param>
/// <param name="Spans">In UTF-16 code units of <paramref name="Text"/>.</param>
public sealed record FormattedText(string Text, IReadOnlyList<TextSpan> Spans)
{
    /// <summary>What a part says: with its own spans where it has them, else read as the Markdown that assistants write.</summary>
    public static FormattedText Of(MessagePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var text = part.Text ?? "";
        return part.Spans is null
            ? MarkdownSpans.Read(text)
            : new(text, [.. part.Spans.Where(span => span.Offset >= 0 && span.Length > 0 && span.Length <= text.Length - span.Offset)]);
    }

    /// <summary>A stretch, with the spans that reach into it.</summary>
    public FormattedText Slice(int start, int length)
    {
        var end = start + length;
        return new(Text.Substring(start, length),
        [
            .. Spans
                .Where(span => span.Offset < end && span.Offset + span.Length > start)
                .Select(span => span with
                {
                    Offset = Math.Max(span.Offset, start) - start,
                    Length = Math.Min(span.Offset + span.Length, end) - Math.Max(span.Offset, start),
                }),
        ]);
    }
}
