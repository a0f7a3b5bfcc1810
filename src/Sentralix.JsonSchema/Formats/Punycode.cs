using System.Text;

namespace Sentralix.JsonSchema.Formats;

/// <summary>Labels of other alphabets in ASCII: RFC 3492.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCharacter = 128;

    /// <summary>The text of a label without its "xn--"; null: it is none.</summary>
    public static string? Decode(ReadOnlySpan<char> encoded)
    {
        var dash = encoded.LastIndexOf('-');
        var characters = new List<int>();
        if (dash > 0)
        {
            foreach (var plain in encoded[..dash]) characters.Add(plain);
        }

        int character = InitialCharacter, bias = InitialBias;
        long place = 0;
        for (var at = dash > 0 ? dash + 1 : 0; at < encoded.Length;)
        {
            var before = place;
            long weight = 1;
            for (var k = Base; ; k += Base)
            {
                if (at >= encoded.Length || DigitOf(encoded[at++]) is not (>= 0 and var digit)) return null;
                place += digit * weight;
                if (place > int.MaxValue) return null;
                var threshold = Threshold(k, bias);
                if (digit < threshold) break;
                weight *= Base - threshold;
                if (weight > int.MaxValue) return null;
            }

            var count = characters.Count + 1;
            bias = Adapt((int)(place - before), count, before == 0);
            var next = character + (place / count);
            if (next > 0x10FFFF || next is >= 0xD800 and <= 0xDFFF) return null;
            character = (int)next;
            place %= count;
            characters.Insert((int)place++, character);
        }

        var text = new StringBuilder(characters.Count);
        foreach (var one in characters) text.Append(char.ConvertFromUtf32(one));
        return text.ToString();
    }

    /// <summary>A label in ASCII, without "xn--"; null: it has no text.</summary>
    public static string? Encode(ReadOnlySpan<char> label)
    {
        var characters = new List<int>();
        foreach (var rune in label.EnumerateRunes()) characters.Add(rune.Value);
        var encoded = new StringBuilder();
        foreach (var plain in characters.Where(c => c < InitialCharacter)) encoded.Append((char)plain);
        int done = encoded.Length, basic = done, next = InitialCharacter, bias = InitialBias;
        long delta = 0;
        if (basic > 0) encoded.Append('-');
        while (done < characters.Count)
        {
            var least = characters.Where(c => c >= next).Min();
            delta += (long)(least - next) * (done + 1);
            if (delta > int.MaxValue) return null;
            next = least;
            foreach (var character in characters)
            {
                if (character < next) delta++;
                if (character != next) continue;
                AppendNumber(encoded, (int)delta, bias);
                bias = Adapt((int)delta, done + 1, done == basic);
                delta = 0;
                done++;
            }

            delta++;
            next++;
        }

        return encoded.ToString();
    }

    private static void AppendNumber(StringBuilder encoded, int number, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (number < threshold) break;
            encoded.Append(LetterOf(threshold + ((number - threshold) % (Base - threshold))));
            number = (number - threshold) / (Base - threshold);
        }

        encoded.Append(LetterOf(number));
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base) delta /= Base - TMin;
        return k + ((Base - TMin + 1) * delta / (delta + Skew));
    }

    private static char LetterOf(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);

    private static int DigitOf(char letter) => letter switch
    {
        >= 'a' and <= 'z' => letter - 'a',
        >= 'A' and <= 'Z' => letter - 'A',
        >= '0' and <= '9' => letter - '0' + 26,
        _ => -1,
    };
}
