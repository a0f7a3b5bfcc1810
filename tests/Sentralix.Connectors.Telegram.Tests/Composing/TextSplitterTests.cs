using System.Globalization;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Composing;

public sealed class TextSplitterTests
{
    private const string Family = "👩‍👩‍👧‍👦";

    [Fact]
    public void A_text_that_fits_stays_whole() => Assert.Equal("Готово", Assert.Single(TextSplitter.Split(new("Готово", []), 4096)).Text);

    [Theory]
    [InlineData(4096)]
    [InlineData(4000)]
    [InlineData(1000)]
    [InlineData(64)]
    public void Pieces_fit_and_together_are_the_text(int limit)
    {
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => i % 7 == 0 ? $"{Family}{Family} https://example.com/{i}?q={Family}.\n\n" : $"Слово{i}{Family}, ещё. "));

        var pieces = TextSplitter.Split(new(text, []), limit);

        Assert.True(pieces.Count > text.Length / limit);
        Assert.All(pieces, piece => Assert.InRange(piece.Text.Length, 1, limit));
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.Equal(Clusters(text), pieces.Sum(piece => Clusters(piece.Text)));
    }

    [Fact]
    public void Five_thousand_characters_with_emoji_and_a_link_at_the_cut_divide_before_the_link()
    {
        var link = "https://example.com/" + new string('x', 200);
        var before = string.Concat(Enumerable.Repeat($"слово{Family} ", 240))[..4000];
        before = before[..before.LastIndexOf(' ')] + " ";
        var text = before + link + " " + new string('ы', 5000 - before.Length - link.Length - 1);

        var pieces = TextSplitter.Split(new(text, []), 4096);

        Assert.Equal(5000, text.Length);
        Assert.Equal(before, pieces[0].Text);
        Assert.StartsWith(link, pieces[1].Text, StringComparison.Ordinal);
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
    }

    [Fact]
    public void One_endless_row_of_joined_emoji_is_cut_between_them()
    {
        var text = string.Concat(Enumerable.Repeat(Family, 500));

        var pieces = TextSplitter.Split(new(text, []), 1000);

        Assert.All(pieces, piece => Assert.Equal(0, piece.Text.Length % Family.Length));
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
    }

    [Fact]
    public void A_cluster_longer_than_a_piece_is_at_least_not_cut_in_a_surrogate_pair()
    {
        var text = string.Concat(Enumerable.Repeat("👩\u200D", 50)) + "👩";

        var pieces = TextSplitter.Split(new(text, []), 10);

        Assert.All(pieces, piece => Assert.False(char.IsLowSurrogate(piece.Text[0])));
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
    }

    [Theory]
    [InlineData("aaaa. bbbb\n\ncccc. dddd eeee", 22, "aaaa. bbbb\n\n")]
    [InlineData("aaaa. bbbb\ncccc. dddd eeee", 22, "aaaa. bbbb\n")]
    [InlineData("aaaa bbbb cccc. dddd eeee ffff", 22, "aaaa bbbb cccc. ")]
    [InlineData("aaaa bbbb cccc dddd eeee ffff", 22, "aaaa bbbb cccc dddd ")]
    [InlineData("aaaabbbbccccddddeeeeffff", 22, "aaaabbbbccccddddeeeeff")]
    public void The_best_end_in_the_second_half_wins(string text, int limit, string first) => Assert.Equal(first, TextSplitter.Split(new(text, []), limit)[0].Text);

    [Fact]
    public void A_span_that_fits_is_not_cut_and_one_that_does_not_goes_on_in_the_next_piece()
    {
        var text = new string('a', 15) + " " + "bold words here" + " " + string.Concat(Enumerable.Repeat("c d ", 20)).Trim();

        var pieces = TextSplitter.Split(new(text, [new("bold", 16, 15), new("italic", 32, text.Length - 32)]), 24);

        Assert.Equal(new string('a', 15) + " ", pieces[0].Text);
        Assert.StartsWith("bold words here", pieces[1].Text, StringComparison.Ordinal);
        Assert.Contains(new TextSpan("bold", 0, 15), pieces[1].Spans);
        Assert.All(pieces.Skip(2), piece => Assert.Equal(new TextSpan("italic", 0, piece.Text.Length), Assert.Single(piece.Spans)));
    }

    [Fact]
    public void An_address_that_follows_a_word_without_a_space_is_still_not_cut()
    {
        var pieces = TextSplitter.Split(new(new string('ы', 15) + ":https://example.com/abcdef", []), 28);

        Assert.Equal([new string('ы', 15) + ":", "https://example.com/abcdef"], pieces.Select(piece => piece.Text));
    }

    [Fact]
    public void Pieces_of_spaces_only_are_left_out()
    {
        var pieces = TextSplitter.Split(new("a" + new string('\n', 5000) + "b", []), 4096);

        Assert.All(pieces, piece => Assert.False(string.IsNullOrWhiteSpace(piece.Text)));
        Assert.Equal("ab", string.Concat(pieces.Select(piece => piece.Text)).Replace("\n", "", StringComparison.Ordinal));
    }

    private static int Clusters(string text) => new StringInfo(text).LengthInTextElements;
}
