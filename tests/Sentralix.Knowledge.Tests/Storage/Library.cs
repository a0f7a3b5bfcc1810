using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Extraction;
using Sentralix.Knowledge.Ingestion;
using Sentralix.Knowledge.Search;
using Sentralix.Knowledge.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Knowledge.Tests.Storage;

/// <summary>The service of one process, with its queue running.</summary>
internal sealed class Library : IAsyncDisposable
{
    private readonly QueueKit<KnowledgeDbContext> queue;
    private readonly DocumentReading reading;

    private Library(StoreKit<KnowledgeDbContext> kit)
    {
        Kit = kit;
        Ingesting = new FailingStore(kit.Store);
        var handlers = new IWorkHandler[3];
        queue = kit.Queue(handlers: handlers);
        var html = new HtmlExtractor(ExtractionLimits.Default);
        var extraction = new DocumentExtraction(
            [html, new MarkdownExtractor(html), new PlainTextExtractor()], ExtractionLimits.Default, NullLogger<DocumentExtraction>.Instance);
        reading = new DocumentReading(extraction, kit.Clock);
        var removal = new Removal(queue.Delivery, kit.Clock);
        handlers[0] = new IngestHandler(new IngestionCommits(Ingesting, removal, kit.Clock), reading, kit.Blobs, NullLogger<IngestHandler>.Instance);
        handlers[1] = new BlobDiscardHandler(kit.Store, kit.Blobs);
        handlers[2] = new JobSweep(kit.Store);
        var upload = new Upload(kit.Store, kit.Blobs, extraction, queue.Delivery, removal, kit.Clock);
        Knowledge = kit.Gate<IKnowledge>(new KnowledgeBase(kit.Store, upload, new LexicalSearch(kit.Store), removal, kit.Clock));
    }

    public StoreKit<KnowledgeDbContext> Kit { get; }

    public IKnowledge Knowledge { get; }

    /// <summary>The store under the ingestion: fails when it is told to.</summary>
    public FailingStore Ingesting { get; }

    public string Tenant { get; } = Ids.New("ten", DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="kind">The database.</param>
    /// <param name="running">Whether documents are ingested at once; else when <see cref="Start"/> is called.</param>
    /// <param name="clock">Left out: the machine's.</param>
    public static async Task<Library> On(StoreKind kind, bool running = true, TimeProvider? clock = null)
    {
        var library = new Library(await StoreKit<KnowledgeDbContext>.Open(kind, clock ?? new PlatformTime(), withBlobs: true));
        if (running) await library.Start();
        return library;
    }

    public Task Start() => queue.Start();

    public CallContext.Entered Enter() => Caller.Of(Tenant).Enter();

    public async Task<string> Collection(string name = "Shop") =>
        (await Knowledge.CreateCollection(new CreateCollection { Name = name }, Cancellation)).OrThrow().Id;

    public Task<Result<DocumentAccepted>> Add(string collection, string name, string content, string type = "text/markdown; charset=utf-8", string? title = null) =>
        Add(collection, name, Encoding.UTF8.GetBytes(content), type, title);

    public async Task<Result<DocumentAccepted>> Add(string collection, string name, byte[] content, string? type, string? title = null)
    {
        using var stream = new MemoryStream(content);
        return await Knowledge.AddDocument(collection, stream, type, name, title, Cancellation);
    }

    /// <summary>Adds a document and waits until it can be found.</summary>
    public async Task<Document> Learn(string collection, string name, string content, string type = "text/markdown; charset=utf-8", string? title = null)
    {
        var accepted = (await Add(collection, name, content, type, title)).OrThrow();
        var job = await End(accepted.Job.Id);
        Assert.Equal((JobState.Done, null), (job.State, job.ErrorCode));
        Assert.Equal(job.Total, job.Completed);
        return (await Knowledge.Document(collection, accepted.Document.Id, Cancellation)).OrThrow();
    }

    /// <summary>Waits until a job has ended.</summary>
    public Task<IngestionJob> End(string job) => Until(job, known => known.FinishedAt is not null);

    public async Task<IngestionJob> Until(string job, Func<IngestionJob, bool> reached)
    {
        for (var patience = 600; ; patience--)
        {
            var known = (await Knowledge.Job(job, Cancellation)).OrThrow();
            if (reached(known)) return known;
            Assert.True(patience > 0, $"The job stays {known}.");
            await Task.Delay(100, Cancellation);
        }
    }

    public async Task<IReadOnlyList<Passage>> Search(string query, params string[] collections) =>
        (await Knowledge.Search(new SearchQuestion { Collections = collections, Query = query, TopK = 20 }, Cancellation)).OrThrow().Passages;

    public async ValueTask DisposeAsync()
    {
        await Kit.DisposeAsync();
        reading.Dispose();
    }
}

/// <summary>A store whose writes fail on demand: as if the process had died before the commit.</summary>
internal sealed class FailingStore(IStore<KnowledgeDbContext> store) : IStore<KnowledgeDbContext>
{
    private int left = int.MaxValue;
    private int failures;

    public long Commits => store.Commits;

    public int Failures => Volatile.Read(ref failures);

    /// <summary>How many more writes succeed.</summary>
    public void FailAfter(int writes) => Volatile.Write(ref left, writes);

    public void Heal() => FailAfter(int.MaxValue);

    public Task<T> Read<T>(Func<KnowledgeDbContext, CancellationToken, Task<T>> read, CancellationToken cancellation) => store.Read(read, cancellation);

    public Task<T> Read<T>(SystemScope scope, Func<KnowledgeDbContext, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        store.Read(scope, read, cancellation);

    public Task<T> Write<T>(Func<KnowledgeDbContext, CancellationToken, Task<T>> write, CancellationToken cancellation) => store.Write(Fragile(write), cancellation);

    public Task<T> Write<T>(SystemScope scope, Func<KnowledgeDbContext, CancellationToken, Task<T>> write, CancellationToken cancellation) =>
        store.Write(scope, Fragile(write), cancellation);

    private Func<KnowledgeDbContext, CancellationToken, Task<T>> Fragile<T>(Func<KnowledgeDbContext, CancellationToken, Task<T>> write) => async (db, c) =>
    {
        var result = await write(db, c);
        if (Volatile.Read(ref left) == int.MaxValue || Interlocked.Decrement(ref left) >= 0) return result;
        await db.SaveChangesAsync(c);
        Interlocked.Increment(ref failures);
        throw new IOException("The process died here.");
    };
}
