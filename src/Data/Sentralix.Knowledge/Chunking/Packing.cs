namespace Sentralix.Knowledge.Chunking;

/// <summary>Joins neighbouring stretches into pieces of about equal length within a limit.</summary>
internal static class Packing
{
    /// <summary>Each piece is a run of stretches; a single stretch over the limit stays alone and whole.</summary>
    public static IEnumerable<ArraySegment<Stretch>> Pack(string content, Stretch[] stretches, int limit)
    {
        if (stretches.Length == 0) yield break;

        var total = stretches[^1].End - stretches[0].Start;
        if (total <= limit)
        {
            yield return stretches;
            yield break;
        }

        // Equal pieces rather than full ones: else the last would be a scrap of a sentence or two.
        var pieces = (total + limit - 1) / limit;
        var target = total / pieces;
        var first = 0;
        for (var i = 1; i < stretches.Length; i++)
        {
            var length = stretches[i - 1].End - stretches[first].Start;
            var isFull = stretches[i].End - stretches[first].Start > limit;
            var isGoodPlace = length >= target || length >= target * 4 / 5 && stretches[i].BeginsBlock;
            // "Чтобы вернуть товар:" belongs to what comes after it.
            if (!isFull && (!isGoodPlace || content[stretches[i - 1].End - 1] == ':')) continue;
            yield return new ArraySegment<Stretch>(stretches, first, i - first);
            first = i;
        }
        yield return new ArraySegment<Stretch>(stretches, first, stretches.Length - first);
    }
}
