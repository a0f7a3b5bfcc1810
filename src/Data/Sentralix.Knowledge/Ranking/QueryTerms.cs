using Sentralix.Knowledge.Text;

namespace Sentralix.Knowledge.Ranking;

/// <summary>
/// The distinct terms of a question, in its order. They are alternatives (OR): demanding all of them returned nothing
/// for a quarter of real questions.
/// </summary>
internal sealed record QueryTerms(IReadOnlyList<string> Terms)
{
    /// <summary>More terms only cost time: no question has as many.</summary>
    public const int MaxTerms = 64;

    public bool IsEmpty => Terms.Count == 0;

    public static QueryTerms From(string question)
    {
        var sink = new Distinct([]);
        Text.Terms.Read(CleanText.Of(question), ref sink);
        return new QueryTerms(sink.Terms);
    }

    /// <summary>The right side of FTS5's MATCH. Terms hold no quotation marks, so quoting is all the escaping needed.</summary>
    public string ToFtsMatch() => string.Join(" OR ", Terms.Select(term => $"\"{term}\""));

    private readonly struct Distinct(List<string> terms) : ITermSink
    {
        public IReadOnlyList<string> Terms => terms;

        public void Add(ReadOnlySpan<char> term)
        {
            if (terms.Count == MaxTerms) return;
            foreach (var known in terms)
                if (term.SequenceEqual(known)) return;
            terms.Add(term.ToString());
        }
    }
}
