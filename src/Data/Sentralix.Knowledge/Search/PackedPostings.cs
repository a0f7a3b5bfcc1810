using Sentralix.Knowledge.Ranking;

namespace Sentralix.Knowledge.Search;

/// <summary>The chunks of a batch in which a term stands, as bytes: for each the step from the chunk before, the term's counts by field and
/// the chunk's length in terms, as numbers of seven bits a byte.</summary>
internal static class PackedPostings
{
    /// <summary>Packs the postings of every term of a batch; the chunks come in order.</summary>
    public static Dictionary<string, byte[]> Pack(int firstOrdinal, IEnumerable<(int Ordinal, IndexedTerms Terms)> chunks)
    {
        var writers = new Dictionary<string, Writer>(StringComparer.Ordinal);
        foreach (var (ordinal, terms) in chunks)
        {
            var length = terms.Length;
            foreach (var posting in terms.Postings())
            {
                if (!writers.TryGetValue(posting.Term, out var writer)) writers[posting.Term] = writer = new Writer(firstOrdinal);
                writer.Add(ordinal, posting, length);
            }
        }

        return writers.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Reads what <see cref="Pack"/> wrote of one term.</summary>
    public static IEnumerable<PostingEntry> Unpack(string term, int firstOrdinal, byte[] entries)
    {
        var (at, ordinal) = (0, firstOrdinal);
        while (at < entries.Length)
        {
            ordinal += Next(entries, ref at);
            var posting = new Posting(term, Next(entries, ref at), Next(entries, ref at), Next(entries, ref at));
            yield return new PostingEntry(ordinal, posting, Next(entries, ref at));
        }
    }

    private static int Next(byte[] entries, ref int at)
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = entries[at++];
            value |= (part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    private sealed class Writer(int firstOrdinal)
    {
        private readonly List<byte> bytes = new(8);
        private int last = firstOrdinal;

        public void Add(int ordinal, Posting posting, int length)
        {
            Write(ordinal - last);
            last = ordinal;
            Write(posting.InTitle);
            Write(posting.InHeading);
            Write(posting.InBody);
            Write(length);
        }

        public byte[] ToArray() => [.. bytes];

        private void Write(int value)
        {
            for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
            bytes.Add((byte)value);
        }
    }
}

/// <summary>A term in a chunk, and the chunk's length.</summary>
internal readonly record struct PostingEntry(int Ordinal, Posting Posting, int Length);
