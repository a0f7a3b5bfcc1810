using System.Text;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Guards.Blocking;
using Sentralix.Llm.Guards.Masking;
using Xunit;

namespace Sentralix.Llm.Tests.Guards;

/// <summary>Texts that come in pieces, cut at any place.</summary>
public sealed class TextFilterTests
{
    [Fact]
    public void Values_are_put_back_wherever_the_text_is_cut()
    {
        var guard = new MaskGuard(PersonalKind.All).Begin("[EMAIL_1] было и раньше"u8.ToArray());
        const string Said = "Я +79161234567, почта a@b.ru, ещё раз +79161234567";
        var masked = guard.Request(Said)!;

        Assert.Equal("Я [PHONE_1], почта [EMAIL_2], ещё раз [PHONE_1]", masked);
        var answer = $"[[PHONE_1] [PHONE_] [PHONE_11] [EMAIL_1] [[EMAIL_2]] {masked} [PHON";
        var whole = answer.Replace("[PHONE_1]", "+79161234567", StringComparison.Ordinal).Replace("[EMAIL_2]", "a@b.ru", StringComparison.Ordinal);
        for (var seed = 0; seed < 500; seed++) Assert.Equal(whole, Through(guard.Answer()!, answer, new Random(seed)));
    }

    [Fact]
    public void A_request_without_personal_data_leaves_its_answer_alone()
    {
        var guard = new MaskGuard(PersonalKind.All).Begin(default);
        Assert.Equal("Привет", guard.Request("Привет"));
        Assert.Null(guard.Answer());
    }

    [Theory]
    [InlineData("Играйте в КАЗИНО!", true, true)]
    [InlineData("казино", true, true)]
    [InlineData("казинов", true, false)]
    [InlineData("доказиност", false, true)]
    [InlineData("мини-казино", true, true)]
    [InlineData("кази но", true, false)]
    [InlineData("ка\u00ADзи\u200Bно", true, true)]
    [InlineData("Ещё Ёлка горит", true, true)]
    [InlineData("елкам", true, false)]
    [InlineData("ставки  на спорт", true, false)]
    [InlineData("ставки\nна спорт", true, true)]
    [InlineData("скачками", true, true)]
    [InlineData("ускачками", true, false)]
    [InlineData("предпросмотр", true, true)]
    [InlineData("просмотры", true, false)]
    [InlineData("учу c++ и c", true, true)]
    [InlineData("казино_онлайн", true, false)]
    public void A_blocked_word_is_found_and_no_part_of_it_goes_out_wherever_the_text_is_cut(string text, bool whole, bool isBlocked)
    {
        string[] list = ["казино", "ёлка", "ставки на спорт", "скачк*", "*просмотр", "c++"];
        var words = new BlockedWords(list, whole);
        for (var seed = 0; seed < 200; seed++)
        {
            var passed = Through(new WordWatch(words), text, new Random(seed));
            if (!isBlocked) Assert.Equal(text, passed);
            else Assert.Null(passed);
        }
    }

    [Fact]
    public void The_search_for_words_agrees_with_a_search_of_the_whole_text()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var list = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Text(random, 1, 4, "абё")).Distinct().ToArray();
            var text = Text(random, 0, 30, "АабвЁе .");
            var folded = new string([.. text.Select(Letters.Fold)]);
            foreach (var whole in new[] { true, false })
            {
                var expected = list.Select(word => new string([.. word.Select(Letters.Fold)])).Any(word => Holds(folded, word, whole));
                var (written, emitted) = (new StringBuilder(), "");
                var passed = Through(new WordWatch(new BlockedWords(list, whole)), text, random, written);
                emitted = new string([.. written.ToString().Select(Letters.Fold)]);
                Assert.True(expected == passed is null, $"seed {seed}: {string.Join(',', list)} in '{text}', whole {whole}");
                if (expected && !whole) Assert.DoesNotContain(list, word => emitted.Contains(new string([.. word.Select(Letters.Fold)]), StringComparison.Ordinal));
            }
        }
    }

    private static bool Holds(string text, string word, bool whole)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var (before, behind) = (at > 0 && Letters.IsOfWord(text[at - 1]), at + word.Length < text.Length && Letters.IsOfWord(text[at + word.Length]));
            if (!whole || (!before && !behind)) return true;
        }

        return false;
    }

    private static string Text(Random random, int least, int most, string letters) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => letters[random.Next(letters.Length)]));

    private static string? Through(ITextFilter filter, string text, Random random, StringBuilder? into = null)
    {
        var written = into ?? new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var size = Math.Min(random.Next(1, 6), text.Length - at);
            if (!filter.TryPush(text.AsSpan(at, size), written)) return null;
            at += size;
        }

        return filter.TryEnd(written) ? written.ToString() : null;
    }
}
