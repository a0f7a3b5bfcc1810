using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sentralix.Bench.Load;
using Sentralix.Contracts.Knowledge;
using Sentralix.Host;
using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Extraction;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Security;

namespace Sentralix.Bench.Search;

/// <summary>How long a search takes among 50 000 chunks on each database, next to SQLite's own FTS5 over the same chunks.</summary>
internal static class SearchBench
{
    private const int TopK = 5;
    private const int Questions = 100;

    public static async Task<int> Run(BenchOptions options)
    {
        var storages = options.Storage switch
        {
            null or "both" => new[] { "sqlite", Environment.GetEnvironmentVariable("SENTRALIX_TEST_POSTGRES") ?? "" },
            var one => [one],
        };
        var folder = Path.Combine(Path.GetTempPath(), $"sentralix-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            var library = new SyntheticLibrary();
            var documents = Enumerable.Range(0, SyntheticLibrary.Documents).Select(_ => Encoding.UTF8.GetBytes(library.Document())).ToList();
            var questions = Enumerable.Range(0, Questions).Select(_ => library.Question()).ToList();
            using var peer = new FtsPeer(Path.Combine(folder, "peer.db"));
            var chunks = Fill(peer, documents);
            var result = new StringBuilder($"RESULT search chunks={chunks}");
            foreach (var storage in storages.Where(s => s.Length > 0))
                await Measure(storage, Path.Combine(folder, "data"), documents, questions, peer, options.Duration, result);
            System.Console.WriteLine(result);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Fill(FtsPeer peer, List<byte[]> documents)
    {
        var extractor = new MarkdownExtractor(new HtmlExtractor(ExtractionLimits.Default));
        var chunks = 0;
        for (var number = 0; number < documents.Count; number++)
        {
            var read = (ExtractionOutcome.Readable)extractor.Extract(documents[number], "utf-8");
            var document = Chunker.Split(read.Document);
            peer.Add(document.Title ?? Name(number), document.Chunks);
            chunks += document.Chunks.Count;
        }

        peer.Optimize();
        return chunks;
    }

    private static async Task Measure(
        string storage, string folder, List<byte[]> documents, List<string> questions, FtsPeer peer, TimeSpan duration, StringBuilder result)
    {
        var kind = storage == "sqlite" ? "sqlite" : "postgres";
        await using var database = storage == "sqlite" ? null : await ScratchDatabase.Create(storage);
        await using var host = (await PlatformHost.Compose(
            [
                "--data", Path.Combine(folder, kind), "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0",
                "--services", "knowledge", "--storage", database?.Connection ?? "sqlite",
            ],
            Modules.All))!;
        await host.Start();
        var knowledge = host.Services.GetRequiredService<IKnowledge>();
        using var _ = CallContext.Platform("ten_bench", "bench").Enter();

        var watch = Stopwatch.StartNew();
        var collection = await Load(knowledge, documents);
        var loaded = documents.Count * SyntheticLibrary.SectionsEach / watch.Elapsed.TotalSeconds;
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: loaded in {watch.Elapsed.TotalSeconds:F0} s, {loaded:F0} chunks/s"));

        // By turns, so that the machine's mood hits both; the first round warms up.
        List<double> ours = [], theirs = [];
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; round < 2 || Stopwatch.GetElapsedTime(began) < duration; round++)
        {
            if (round == 1)
            {
                ours.Clear();
                theirs.Clear();
            }

            foreach (var question in questions)
            {
                var start = Stopwatch.GetTimestamp();
                var best = peer.Search(question, TopK);
                theirs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                start = Stopwatch.GetTimestamp();
                var found = (await knowledge.Search(new SearchQuestion { Collections = [collection], Query = question, TopK = TopK }, CancellationToken.None)).OrThrow();
                ours.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Compare(question, [.. found.Passages.Select(p => p.Score)], best);
            }
        }

        var (own, fts) = (new LoadResult([.. ours.Order()], TimeSpan.Zero), new LoadResult([.. theirs.Order()], TimeSpan.Zero));
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind}: {ours.Count} searches, p50 {own.Percentile(.5):F1} ms, p95 {own.Percentile(.95):F1} ms; FTS5 p50 {fts.Percentile(.5):F1} ms, p95 {fts.Percentile(.95):F1} ms"));
        result.Append(CultureInfo.InvariantCulture,
            $" {kind}_p50_ms={own.Percentile(.5):F1} {kind}_p95_ms={own.Percentile(.95):F1} fts5_p50_ms_with_{kind}={fts.Percentile(.5):F1} fts5_p95_ms_with_{kind}={fts.Percentile(.95):F1} {kind}_chunks_per_s={loaded:F0}");
        await host.Stop();
    }

    /// <summary>Through the service's own door: uploads, and waits for the jobs.</summary>
    private static async Task<string> Load(IKnowledge knowledge, List<byte[]> documents)
    {
        var collection = (await knowledge.CreateCollection(new CreateCollection { Name = "Bench" }, CancellationToken.None)).OrThrow();
        var jobs = new List<string>();
        for (var number = 0; number < documents.Count; number++)
        {
            using var content = new MemoryStream(documents[number]);
            var accepted = (await knowledge.AddDocument(collection.Id, content, "text/markdown; charset=utf-8", Name(number), null, CancellationToken.None)).OrThrow();
            jobs.Add(accepted.Job.Id);
        }

        foreach (var job in jobs)
        {
            IngestionJob known;
            while ((known = (await knowledge.Job(job, CancellationToken.None)).OrThrow()).FinishedAt is null) await Task.Delay(50);
            if (known.State != JobState.Done) throw new InvalidOperationException($"An ingestion failed: {known.ErrorCode}.");
        }

        return collection.Id;
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}.md");

    /// <summary>A peer that found other passages would measure something else.</summary>
    private static void Compare(string question, double[] ours, IReadOnlyList<double> theirs)
    {
        if (ours.Length == theirs.Count && ours.Zip(theirs).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6 * Math.Max(1, pair.Second))) return;
        throw new InvalidOperationException($"'{question}': scores {string.Join(", ", ours)} here, {string.Join(", ", theirs)} there.");
    }
}
