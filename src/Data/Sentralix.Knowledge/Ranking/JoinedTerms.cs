using System.Text;
using Sentralix.Knowledge.Text;

namespace Sentralix.Knowledge.Ranking;

/// <summary>Collects the terms of a text into one string with spaces between.</summary>
internal readonly struct JoinedTerms(StringBuilder joined) : ITermSink
{
    /// <summary>The terms of a cleaned text.</summary>
    public static string Of(string text)
    {
        var sink = new JoinedTerms(new StringBuilder(text.Length));
        Terms.Read(text, ref sink);
        return sink.ToString();
    }

    public void Add(ReadOnlySpan<char> term)
    {
        if (joined.Length > 0) joined.Append(' ');
        joined.Append(term);
    }

    public override string ToString() => joined.ToString();
}
