using System.Text;
using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"minLength" and "maxLength", in characters of Unicode.</summary>
internal sealed class StringLength(string name, SchemaSite site, long limit) : Keyword(name, site)
{
    private readonly bool isMost = name == "maxLength";

    public override Kinds Kinds => Kinds.String;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var text = run.Instance.Text(at);

        // A character takes one to four bytes, so mostly the length in bytes says enough.
        bool holds;
        if (isMost && text.Length <= limit) holds = true;
        else if (!isMost && text.Length < limit) holds = false;
        else if (!isMost && text.Length >= 4 * limit) holds = true;
        else
        {
            if (!run.Spend(text.Length >> 5)) return false;
            var length = CountOf(text);
            holds = isMost ? length <= limit : length >= limit;
        }

        return holds || (run.Collects && run.Fail(this, at, ErrorWords.Length(isMost, limit)));
    }

    private static int CountOf(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text)) return text.Length;
        var count = 0;
        foreach (var unit in text)
        {
            if ((unit & 0xC0) != 0x80) count++;
        }

        return count;
    }
}
