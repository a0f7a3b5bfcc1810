using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Knowledge.Extraction;
using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

public sealed class DocumentExtractionTests
{
    [Theory]
    [InlineData("text/html; charset=utf-8", null)]
    [InlineData("TEXT/HTML", "x.txt")]
    [InlineData(null, "page.HTM")]
    [InlineData("application/octet-stream", "page.html")]
    [InlineData("application/xhtml+xml", null)]
    public void Pages_are_known_by_media_type_or_name(string? mediaType, string? fileName) =>
        Assert.Equal("p: x", Line("<p>x</p>", mediaType, fileName));

    [Theory]
    [InlineData("text/markdown", null)]
    [InlineData("text/plain", "readme.md")]
    [InlineData(null, "readme.markdown")]
    public void Markdown_is_known_by_media_type_or_name_even_when_sent_as_plain_text(string? mediaType, string? fileName) =>
        Assert.Equal("h1: x", Line("# x", mediaType, fileName));

    [Fact]
    public void Plain_text_stays_plain() => Assert.Equal("p: <p># x", Line("<p># x", "text/plain", null));

    [Theory]
    [InlineData("application/pdf", "x.txt")]
    [InlineData("image/png", null)]
    [InlineData(null, "x.docx")]
    [InlineData(null, null)]
    public void Other_types_are_refused(string? mediaType, string? fileName)
    {
        Assert.False(Read.Service.Supports(mediaType, fileName));
        Assert.Equal(UnreadableCodes.UnsupportedType, Read.Refusal(Read.Service.Extract("x"u8, mediaType, fileName)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/markdown")]
    [InlineData("text/html")]
    public void Bytes_that_are_no_text_are_refused_in_every_format(string mediaType) =>
        Assert.Equal(UnreadableCodes.NotText, Read.Refusal(Read.Service.Extract("%PDF-1.7 …"u8, mediaType, null)));

    [Fact]
    public void The_declared_charset_reaches_the_extractor()
    {
        var koi8 = CodePagesEncodingProvider.Instance.GetEncoding("koi8-r")!;
        var outcome = Read.Service.Extract(koi8.GetBytes("щъ"), "text/plain; charset=\"KOI8-R\"", null);
        Assert.Equal("щъ", Assert.IsType<ExtractionOutcome.Readable>(outcome).Document.Blocks[0].Text);
    }

    [Fact]
    public void A_parser_that_breaks_on_a_file_refuses_the_file()
    {
        var extraction = new DocumentExtraction([new Broken()], ExtractionLimits.Default, NullLogger<DocumentExtraction>.Instance);
        Assert.Equal(UnreadableCodes.Malformed, Read.Refusal(extraction.Extract("x"u8, "text/broken", null)));
    }

    private static string Line(string text, string? mediaType, string? fileName) =>
        Assert.Single(Read.Lines(Assert.IsType<ExtractionOutcome.Readable>(Read.Service.Extract(Encoding.UTF8.GetBytes(text), mediaType, fileName)).Document));

    private sealed class Broken : IDocumentExtractor
    {
        public IReadOnlyCollection<string> MediaTypes => ["text/broken"];

        public IReadOnlyCollection<string> FileEndings => [];

        public ExtractionOutcome Extract(ReadOnlySpan<byte> content, string? charset) => throw new InvalidOperationException("A bug of the parser.");
    }
}
