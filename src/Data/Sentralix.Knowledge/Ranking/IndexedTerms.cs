using System.Runtime.InteropServices;
using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Text;

namespace Sentralix.Knowledge.Ranking;

/// <summary>
/// What is indexed of one chunk: the terms of each field, in order, with one space between. As they are they go into
/// the columns of a contentless FTS5 table; counted, they are the rows of a posting table.
/// </summary>
internal sealed record IndexedTerms(string Title, string Heading, string Body)
{
    /// <summary>The length of the chunk for ranking: all its terms.</summary>
    public int Length => Count(Title) + Count(Heading) + Count(Body);

    /// <summary>The terms of a chunk of a document with this title.</summary>
    public static IndexedTerms Of(string? title, Chunk chunk) => new(
        JoinedTerms.Of(CleanText.Of(title ?? "")),
        JoinedTerms.Of(string.Join('\n', chunk.Headings)),
        JoinedTerms.Of(chunk.TextWithTableHeader));

    /// <summary>Every distinct term with its counts by field.</summary>
    public IReadOnlyCollection<Posting> Postings()
    {
        var postings = new Dictionary<string, Posting>(StringComparer.Ordinal);
        Count(Title, static posting => posting with { InTitle = posting.InTitle + 1 });
        Count(Heading, static posting => posting with { InHeading = posting.InHeading + 1 });
        Count(Body, static posting => posting with { InBody = posting.InBody + 1 });
        return postings.Values;

        void Count(string terms, Func<Posting, Posting> counted)
        {
            var byTerm = postings.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var range in terms.AsSpan().Split(' '))
            {
                var term = terms.AsSpan()[range];
                if (term.IsEmpty) continue;
                ref var posting = ref CollectionsMarshal.GetValueRefOrAddDefault(byTerm, term, out var known);
                posting = counted(known ? posting : new Posting(term.ToString(), 0, 0, 0));
            }
        }
    }

    private static int Count(string terms) => terms.Length == 0 ? 0 : terms.AsSpan().Count(' ') + 1;
}
