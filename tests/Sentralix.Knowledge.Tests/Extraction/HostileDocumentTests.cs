using System.Diagnostics;
using System.Text;
using Sentralix.Knowledge.Extraction;
using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

/// <summary>Documents made to exhaust a parser. Each once took from 13 s to 13 min, or gigabytes; now none takes long.</summary>
public sealed class HostileDocumentTests
{
    // Generous for a loaded machine; the work itself takes a second or two, and without the limits minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // All that is allocated on the way, most of it garbage at once: half of this by a large honest document, by the worst of
    // these attacks once 9 GB, which it kept. The project compiles at once in full, so that it is the same in every run:
    // code that is not optimised yet allocates what optimised code leaves out, and how long it stays so is chance.
    private const long Memory = 1_000_000_000;

    public static readonly TheoryData<string, string> Pages = new()
    {
        { UnreadableCodes.NestedTooDeeply, Repeat("<div>", 200_000) },
        { UnreadableCodes.NestedTooDeeply, Repeat("<div><object></div>", 100_000) },
        { UnreadableCodes.NestedTooDeeply, Repeat("<span><div></span>", 100_000) },
        { UnreadableCodes.NestedTooDeeply, Repeat("<b><div></b>", 100_000) },
        { UnreadableCodes.NestedTooDeeply, "<svg>" + Repeat("<g>", 200_000) },
        { UnreadableCodes.NestedTooDeeply, Repeat("<table><tr><td>", 100_000) },
        { UnreadableCodes.NestedTooDeeply, Repeat("<ul><li>", 100_000) },
        { UnreadableCodes.NestedTooDeeply, Repeat("<textarea></div></textarea><div>", 100_000) },
        // Every unclosed <b id=…> is repeated in every later paragraph: 783 KB became 20 million elements.
        { UnreadableCodes.TooManyElements, "<p>" + string.Concat(Enumerable.Range(0, 200).Select(i => $"<b id={i}>")) + "</p>" + Repeat("<p>x</p>", 100_000) },
        { UnreadableCodes.TooManyElements, Repeat("<br>", 600_000) },
    };

    public static readonly TheoryData<string, string> ReadablePages = new()
    {
        { "misplaced in a table", "<table>" + Repeat("<a>x", 100_000) },
        { "crossing tags", Repeat("<a>x<p></a></p>", 50_000) },
        { "attributes", "<p " + string.Concat(Enumerable.Range(0, 500_000).Select(i => $"a{i}=1 ")) + ">x" },
        { "entities", "<p>" + Repeat("&amp;", 1_500_000) },
        { "end tags of nothing", string.Concat(Enumerable.Range(0, 200).Select(i => $"<x{i}>")) + Repeat("</y>", 1_000_000) + "x" },
        { "comments", "x" + Repeat("<!---->", 1_000_000) },
    };

    public static readonly TheoryData<string, string> Markdowns = new()
    {
        { "links that never close", Repeat("[a](", 80_000) },
        { "definitions", Repeat("[a]: b\n", 80_000) + "\n[a]" },
        { "different definitions", string.Concat(Enumerable.Range(0, 80_000).Select(i => $"[a{i}]: b\n")) + "\n[a1]" },
        { "declarations", "a" + Repeat("<!A", 80_000) },
        { "quotes", Repeat("> ", 200_000) + "x" },
        { "brackets", Repeat("[", 200_000) },
        { "emphasis", Repeat("*a **a ", 100_000) },
        { "lists in lists", string.Concat(Enumerable.Range(0, 2_000).Select(i => new string(' ', i * 2) + "- a\n")) },
        { "one address in every link", $"[a]: http://{new string('x', 100_000)}\n\n" + Repeat("[a] ", 50_000) },
        { "cells", Repeat("|a", 100_000) + "\n" + Repeat("|-", 100_000) + "\n" + Repeat("|b", 100_000) },
        { "backticks", string.Concat(Enumerable.Range(1, 2_000).Select(i => "e" + new string('`', i))) },
    };

    [Theory, MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Pages_that_would_exhaust_the_parser_are_refused_at_once(string code, string html) =>
        Assert.Equal(code, Read.Refusal(Quickly(html, "text/html")));

    [Theory, MemberData(nameof(ReadablePages), DisableDiscoveryEnumeration = true)]
    public void Pages_that_are_only_ugly_are_read_quickly(string attack, string html) =>
        Assert.True(Quickly(html, "text/html") is ExtractionOutcome.Readable, attack);

    [Theory, MemberData(nameof(Markdowns), DisableDiscoveryEnumeration = true)]
    public void Markdown_made_to_be_slow_is_read_quickly_all_the_same(string attack, string markdown) =>
        Assert.True(Quickly(markdown, "text/markdown") is ExtractionOutcome.Readable, attack);

    [Fact]
    public void A_large_honest_document_is_within_all_limits()
    {
        var markdown = new StringBuilder();
        for (var i = 0; markdown.Length < 2_000_000; i++)
            markdown.Append($"## Раздел {i}\n\nСм. [раздел {i + 1}](#r{i}) и *пункт* `x[{i}]`.\n\n| Поле | Цена |\n|--|--|\n| [a](b) | {i} ₽ |\n\n- один\n- [два](/x)\n\n");
        var document = Assert.IsType<ExtractionOutcome.Readable>(Quickly(markdown.ToString(), "text/markdown")).Document;
        Assert.Contains(document.Blocks, block => block is { Kind: BlockKind.Table, Level: 1 });
        Assert.Contains(document.Blocks, block => block is { Kind: BlockKind.Heading, Level: 2 });
    }

    [Fact]
    public void A_document_over_the_size_limit_is_refused_unread() =>
        Assert.Equal(UnreadableCodes.TooLarge, Read.Refusal(Read.Service.Extract(new byte[ExtractionLimits.Default.MaxBytes + 1], "text/plain", null)));

    [Fact]
    public void Markup_made_of_anything_never_throws()
    {
        var random = new Random(11);
        var readable = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var bytes = RandomMarkup.Utf8(RandomMarkup.Any(random));
            for (var spoilt = random.Next(3); spoilt > 0; spoilt--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            foreach (var type in new[] { "text/html", "text/markdown", "text/plain" })
            {
                var outcome = Read.Service.Extract(bytes, type, null);
                if (outcome is ExtractionOutcome.Readable) readable++;
                else Assert.NotEqual(UnreadableCodes.Malformed, Read.Refusal(outcome));
            }
        }
        Assert.True(readable > 6_000, $"only {readable} of 12,000 were readable");
    }

    private static ExtractionOutcome Quickly(string text, string mediaType)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var outcome = Read.Service.Extract(bytes, mediaType, null);
        Assert.True(watch.Elapsed < Patience, $"took {watch.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < Memory, $"allocated {(GC.GetAllocatedBytesForCurrentThread() - allocated) >> 20} MiB");
        return outcome;
    }

    private static string Repeat(string piece, int times) => new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();
}
