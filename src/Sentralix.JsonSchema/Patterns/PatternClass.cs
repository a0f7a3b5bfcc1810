namespace Sentralix.JsonSchema.Patterns;

/// <summary>What stands between square brackets.</summary>
internal sealed class PatternClass(string text, PatternEscapes escapes, bool isStrict)
{
    // \p{L} alone is some six hundred.
    private const int MaxStretches = 10_000;

    /// <summary>Reads a class.</summary>
    /// <param name="at">After its opening bracket; then after its closing one.</param>
    public CodePointSet Read(ref int at)
    {
        var from = at - 1;
        var isNegated = at < text.Length && text[at] == '^';
        if (isNegated) at++;
        var stretches = new List<(int From, int To)>();
        while (true)
        {
            if (at >= text.Length) throw PatternFaultException.Invalid(from, "'[' without ']'", "'[' без ']'");
            if (stretches.Count > MaxStretches) throw PatternFaultException.Unsupported(from, "too many large sets of characters", "слишком много больших наборов символов");
            if (text[at] == ']') break;
            var first = Item(ref at, from);
            var isRange = at + 1 < text.Length && text[at] == '-' && text[at + 1] != ']';
            if (!isRange)
            {
                stretches.AddRange(first.Stretches);
                continue;
            }

            var dash = at++;
            var last = Item(ref at, from);
            if (AsCharacter(first) is { } low && AsCharacter(last) is { } high)
            {
                if (low > high) throw PatternFaultException.Invalid(dash, "a range out of order", "диапазон не по порядку");
                stretches.Add((low, high));
                continue;
            }

            // [\w-.]: a dash beside a set is a dash.
            if (isStrict) throw PatternFaultException.Invalid(dash, "a range of sets", "диапазон из наборов");
            stretches.AddRange([.. first.Stretches, ('-', '-'), .. last.Stretches]);
        }

        at++;
        var set = CodePointSet.Of(stretches);
        return isNegated ? set.Complement() : set;
    }

    private static int? AsCharacter(CodePointSet set) => set.Stretches is [var only] && only.From == only.To ? only.From : null;

    private CodePointSet Item(ref int at, int from)
    {
        if (at >= text.Length) throw PatternFaultException.Invalid(from, "'[' without ']'", "'[' без ']'");
        if (text[at] == '\\')
        {
            at++;
            return at < text.Length
                ? escapes.Take(ref at, isInClass: true)
                : throw PatternFaultException.Invalid(at, "nothing after the last '\\'", "после последнего '\\' ничего нет");
        }

        var isPair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
        var character = isPair ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
        at += isPair ? 2 : 1;
        return CodePointSet.Of((character, character));
    }
}
