using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;

namespace Sentralix.Knowledge.Extraction;

/// <summary>
/// Bounds what Markdown may cost. Markdig looks ahead to the end of the paragraph at every bracket and reads runs of
/// link definitions in square time: 312 KB of "[a](" took it 59 s, 546 KB of "[a]: b" 13 s. The bounds count steps, not time,
/// so that the same document always gets the same answer.
/// </summary>
internal static class MarkdownCost
{
    // About two seconds of looking ahead on one core of 2025; prose stays below a hundredth of it.
    private const long MaxLookahead = 1_000_000_000;

    // The square of a run of definitions, summed: one run of 20,000 (1 s) or many short ones.
    private const long MaxDefinitionWork = 400_000_000;

    // Every level of lists and quotes is matched against the whole indent of every line: 2,000 lists in each other,
    // 4 MB of mostly spaces, took it seconds. Markdig itself gives up at 128 levels, but only after reading them all.
    private const int MaxIndent = 300;

    /// <summary>Whether runs of link definitions are short enough and lines are not indented too far.</summary>
    public static bool Allows(string text)
    {
        var work = 0L;
        var run = 0L;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.TrimStart(" \t>");
            if (line.Length - trimmed.Length > MaxIndent) return false;
            if (trimmed.StartsWith("[")) work += 2 * ++run;
            else if (trimmed.IsEmpty) run = 0;
            if (work > MaxDefinitionWork) return false;
        }
        return true;
    }

    /// <summary>Has the parser of this pipeline throw <see cref="MarkdownTooCostlyException"/> when it looks ahead too often.</summary>
    public static void Limit(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Insert(0, new Lookahead());

    // One instance a document: it counts.
    private sealed class Lookahead : InlineParser
    {
        private long _left = MaxLookahead;

        public Lookahead() => OpeningCharacters = ['[', ']', '!', '<'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            _left -= slice.Length;
            return _left >= 0 ? false : throw new MarkdownTooCostlyException();
        }
    }
}

/// <summary>Leaves the parser, which knows no other way to stop; caught by <see cref="MarkdownExtractor"/>.</summary>
internal sealed class MarkdownTooCostlyException() : Exception("The Markdown needs too much looking ahead.");
