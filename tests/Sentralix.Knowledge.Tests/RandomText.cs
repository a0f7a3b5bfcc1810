using System.Text;

namespace Sentralix.Knowledge.Tests;

/// <summary>Text for property tests: repeatable, and nastier than what people write.</summary>
internal static class RandomText
{
    private const string Interesting =
        "аеёийоу ЯЖЫ abcXYZ 0123456789 .,;:!?…-–—_@'’\"«»()[]|#+*`~<>&/\\№%\n\n\t\r\u00A0\u00AD\u200B\u202E\u0301\u0306\u0308\u2011\uFEFF\uFFFD中ßİıǅ";

    /// <summary>UTF-16 code units, likely ones and any, lone surrogates included.</summary>
    public static string AnyCharacters(Random random, int length)
    {
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            text.Append(random.Next(10) switch
            {
                0 => (char)random.Next(char.MaxValue + 1),
                1 => (char)random.Next(0xD800, 0xE000),
                _ => Interesting[random.Next(Interesting.Length)],
            });
        }
        return text.ToString();
    }

    /// <summary>Something like prose: words, abbreviations, numbers, endless words and emoji, sentences of any length.</summary>
    public static string Prose(Random random, int words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            text.Append(random.Next(24) switch
            {
                0 => "т. д. ",
                1 => "2020 г. Москва ",
                2 => "Mr. Smith ",
                3 => "🙂👨‍👩‍👧 ",
                4 => new string('ж', random.Next(1, 1500)) + " ",
                5 => "конец. ",
                6 => "Начало! ",
                7 => "вопрос?» Ответ ",
                8 => "\n",
                9 => "🙂" + string.Concat(Enumerable.Repeat("😀", random.Next(1, 700))) + " ",
                10 => "е\u0301" + new string('\u0301', random.Next(1, 5)) + " ",
                11 => AnyCharacters(random, random.Next(1, 30)),
                _ => Text.Vocabulary.Russian[random.Next(Text.Vocabulary.Russian.Length)] + " ",
            });
        }
        return text.ToString();
    }
}
