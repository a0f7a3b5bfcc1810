using Sentralix.Knowledge.Ranking;
using Xunit;

namespace Sentralix.Knowledge.Tests.Ranking;

public sealed class QueryTermsTests
{
    [Fact]
    public void A_question_becomes_its_distinct_stems_as_alternatives() =>
        Assert.Equal("\"как\" OR \"вернут\" OR \"товар\" OR \"tp\" OR \"link\" OR \"tp-link\"", QueryTerms.From("Как вернуть товар, товары TP-Link?").ToFtsMatch());

    [Theory]
    [InlineData("")]
    [InlineData("?! — 🙂")]
    [InlineData("\" OR * NEAR(")]
    public void Signs_alone_ask_nothing_and_cannot_speak_FTS5(string question) =>
        Assert.All(QueryTerms.From(question).Terms, term => Assert.All(term, character => Assert.True(char.IsLetterOrDigit(character))));

    [Fact]
    public void A_question_without_words_is_empty() => Assert.True(QueryTerms.From("?! — 🙂").IsEmpty);

    [Fact]
    public void A_flood_of_words_is_cut() =>
        Assert.Equal(QueryTerms.MaxTerms, QueryTerms.From(string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"слово{i}"))).Terms.Count);
}
