using Sentralix.Knowledge.Extraction;

namespace Sentralix.Knowledge.Tests;

/// <summary>Structured documents of any shape, as extractors build them.</summary>
internal static class RandomDocuments
{
    public static StructuredDocument Structured(Random random)
    {
        while (true)
        {
            var builder = new StructuredDocumentBuilder { Title = random.Next(3) == 0 ? null : RandomText.Prose(random, 4) };
            for (var blocks = random.Next(1, 25); blocks > 0; blocks--) AddBlock(builder, random);
            if (builder.Build() is ExtractionOutcome.Readable readable) return readable.Document;
        }
    }

    private static void AddBlock(StructuredDocumentBuilder builder, Random random)
    {
        switch (random.Next(8))
        {
            case 0 or 1:
                builder.AddText(BlockKind.Heading, random.Next(1, 7), RandomText.Prose(random, random.Next(1, 6)));
                break;
            case 2:
                builder.AddText(BlockKind.ListItem, random.Next(1, 4), "- " + RandomText.Prose(random, random.Next(1, 30)));
                break;
            case 3:
                var columns = random.Next(1, 5);
                builder.AddTable(
                    Enumerable.Range(0, random.Next(1, 30)).Select(_ => (IReadOnlyList<string>)[.. Enumerable.Range(0, columns).Select(_ => RandomText.Prose(random, random.Next(1, 4)))]).ToList(),
                    hasHeader: random.Next(2) == 0);
                break;
            case 4:
                builder.AddCode(string.Join('\n', Enumerable.Range(0, random.Next(1, 120)).Select(_ => new string(' ', random.Next(8)) + RandomText.Prose(random, random.Next(1, 4)))));
                break;
            default:
                builder.AddText(BlockKind.Paragraph, 0, RandomText.Prose(random, random.Next(1, 200)));
                break;
        }
    }
}
