using System.Text;
using Sentralix.Knowledge.Extraction;
using Sentralix.Knowledge.Tests.Text;
using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

public sealed class TextDecodingTests
{
    private const string Letter = "Здравствуйте! Чтобы вернуть товар, заполните заявление — образец есть на сайте. Ёлки по 1 500 руб. (VAT incl.)";

    public static readonly TheoryData<string> Encodings = ["utf-8", "utf-16", "utf-16BE", "utf-32", "windows-1251", "koi8-r", "cp866"];

    public static readonly TheoryData<string> OneByteEncodings = ["windows-1251", "koi8-r", "cp866"];

    [Theory, MemberData(nameof(Encodings))]
    public void A_Russian_letter_is_read_in_any_encoding_with_and_without_mark(string name)
    {
        var encoding = EncodingOf(name);
        var text = name is "koi8-r" or "cp866" ? Letter.Replace('—', '-') : Letter;
        Assert.Equal(text, TextDecoding.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], null));
        if (name != "utf-32") Assert.Equal(text, TextDecoding.Decode(encoding.GetBytes(text), null));
    }

    [Theory, MemberData(nameof(OneByteEncodings))]
    public void A_few_words_are_enough_to_tell_the_encoding(string name)
    {
        var encoding = EncodingOf(name);
        var random = new Random(8);
        var wrong = new List<string>();
        for (var i = 0; i < 2_000; i++)
        {
            var words = string.Join(' ', Enumerable.Range(0, 4).Select(_ => Vocabulary.Russian[random.Next(Vocabulary.Russian.Length)]));
            var text = random.Next(3) switch { 0 => words.ToUpperInvariant(), 1 => char.ToUpperInvariant(words[0]) + words[1..], _ => words };
            if (TextDecoding.Decode(encoding.GetBytes(text), null) != text) wrong.Add(text);
        }
        Assert.True(wrong.Count < 5, $"{wrong.Count} of 2000 misread: {string.Join("; ", wrong.Take(10))}");
    }

    [Theory, MemberData(nameof(OneByteEncodings))]
    public void A_declared_encoding_settles_what_the_bytes_leave_open(string name) =>
        Assert.Equal("щъ", TextDecoding.Decode(EncodingOf(name).GetBytes("щъ"), name));

    [Fact]
    public void A_wrong_declaration_does_not_spoil_UTF8() =>
        Assert.Equal(Letter, TextDecoding.Decode(Encoding.UTF8.GetBytes(Letter), "windows-1251"));

    [Fact]
    public void A_few_spoilt_bytes_are_forgiven_many_are_not()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Letter, 20)));
        bytes[101] = 0xFF;
        Assert.Contains("заявление", TextDecoding.Decode(bytes, null));

        var random = new Random(9);
        for (var i = 0; i < bytes.Length / 5; i++) bytes[random.Next(bytes.Length)] = 0xFF;
        Assert.Null(TextDecoding.Decode(bytes, null));
    }

    [Fact]
    public void Text_that_was_broken_before_it_came_is_refused() =>
        Assert.Null(TextDecoding.Decode(Encoding.UTF8.GetBytes("Зд\uFFFD\uFFFDвст\uFFFDуйте"), null));

    [Fact]
    public void Files_that_are_no_text_are_refused()
    {
        Assert.Null(TextDecoding.Decode("%PDF-1.7 readable so far"u8, null));
        Assert.Null(TextDecoding.Decode("PK\u0003\u0004 readable so far"u8, null));
        var random = new Random(10);
        for (var i = 0; i < 200; i++)
        {
            var noise = new byte[random.Next(64, 5_000)];
            random.NextBytes(noise);
            Assert.Null(TextDecoding.Decode(noise, null));
        }
    }

    [Fact]
    public void Western_text_of_one_byte_a_letter_is_refused_and_not_read_as_Russian() =>
        Assert.Null(TextDecoding.Decode(Encoding.Latin1.GetBytes("Größe und Maße für Bücher, à bientôt, déjà vu, señor"), null));

    [Fact]
    public void An_empty_file_is_an_empty_text() => Assert.Equal("", TextDecoding.Decode([], null));

    private static Encoding EncodingOf(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
}
