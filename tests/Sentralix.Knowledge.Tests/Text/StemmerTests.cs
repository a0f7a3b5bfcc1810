using Lucene.Net.Tartarus.Snowball;
using Sentralix.Knowledge.Text;
using Xunit;
using Tartarus = Lucene.Net.Tartarus.Snowball.Ext;

namespace Sentralix.Knowledge.Tests.Text;

public sealed class StemmerTests
{
    [Fact]
    public void Russian_stems_equal_Snowballs_on_words_their_forms_and_noise() =>
        AssertSameStems(new Tartarus.RussianStemmer(), Russian, Vocabulary.RussianForms().Select(Folded).Concat(Noise("абвгдеиоуыьяюнстлршщйэ", 60_000)));

    [Fact]
    public void English_stems_equal_Snowballs_on_words_their_forms_and_noise() =>
        AssertSameStems(new Tartarus.EnglishStemmer(), English, Vocabulary.EnglishForms().Concat(Noise("aeiouylstnrdgbcm'wx", 60_000)));

    [Theory]
    [InlineData("возврата", "возврат")]
    [InlineData("возвраты", "возврат")]
    [InlineData("важнейшими", "важн")]
    [InlineData("гарантийного", "гарантийн")]
    [InlineData("доступностью", "доступн")]
    [InlineData("прочитавшими", "прочита")]
    public void Forms_of_a_Russian_word_share_a_stem(string word, string stem) => Assert.Equal(stem, Russian(word));

    [Theory]
    [InlineData("connections", "connect")]
    [InlineData("generously", "generous")]
    [InlineData("dying", "die")]
    [InlineData("hoping", "hope")]
    [InlineData("hopping", "hop")]
    [InlineData("user's", "user")]
    public void Forms_of_an_English_word_share_a_stem(string word, string stem) => Assert.Equal(stem, English(word));

    private static void AssertSameStems(SnowballProgram judge, Func<string, string> stem, IEnumerable<string> words)
    {
        var different = new List<string>();
        var count = 0;
        foreach (var word in words.Distinct(StringComparer.Ordinal))
        {
            count++;
            judge.SetCurrent(word);
            judge.Stem();
            if (stem(word) != judge.Current) different.Add($"{word}: {stem(word)} instead of {judge.Current}");
        }
        Assert.True(count > 100_000, $"only {count} words were compared");
        Assert.Empty(different);
    }

    private static IEnumerable<string> Noise(string letters, int count)
    {
        var random = new Random(20261123);
        for (var i = 0; i < count; i++) yield return new string(random.GetItems<char>(letters, random.Next(1, 13)));
    }

    private static string Folded(string word) => word.Replace('ё', 'е');

    private static string Russian(string word) => word[..RussianStemmer.Stem(word)];

    private static string English(string word)
    {
        var letters = word.ToCharArray();
        return new string(letters, 0, EnglishStemmer.Stem(letters));
    }
}
