using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Caching;

/// <summary>Writes what is to be remembered, behind the calls' backs: whoever asked has his answer already, and an answer that is not
/// remembered is only asked for once more.</summary>
internal sealed partial class CacheWriter(IStore<LlmDbContext> store, LlmSettings settings, TimeProvider time, ILogger<CacheWriter> logger) : BackgroundService
{
    // When the database does not keep up, what would wait longest in memory is not remembered.
    private const long MostWaitingBytes = 32 * 1024 * 1024;

    private const int MostInOneCommit = 500;

    // A tenant's share is looked at when this part of it has been written anew: it is exceeded by no more for each process.
    private const int PartsOfShare = 32;

    private readonly Channel<(string Tenant, IReadOnlyList<NewAnswer> Answers)> waiting =
        Channel.CreateUnbounded<(string, IReadOnlyList<NewAnswer>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Dictionary<string, long> writtenSince = [];
    private long waitingBytes;
    private long count;
    private TaskCompletionSource? written;

    /// <summary>Remembers answers of a tenant.</summary>
    public void Add(string tenant, IReadOnlyList<NewAnswer> answers)
    {
        var bytes = answers.Sum(a => (long)a.Body.Length);
        if (bytes > settings.CacheBytesPerTenant || Interlocked.Read(ref waitingBytes) + bytes > MostWaitingBytes) return;
        Interlocked.Add(ref waitingBytes, bytes);
        Interlocked.Increment(ref count);
        waiting.Writer.TryWrite((tenant, answers));
    }

    /// <summary>Everything that was added before has been written, or given up.</summary>
    public async Task Written(CancellationToken cancellation)
    {
        while (Interlocked.Read(ref count) > 0)
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next = Interlocked.CompareExchange(ref written, next, null) ?? next;
            if (Interlocked.Read(ref count) > 0) await next.Task.WaitAsync(cancellation);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<(string Tenant, IReadOnlyList<NewAnswer> Answers)>();
            while (batch.Count < MostInOneCommit && waiting.Reader.TryRead(out var next)) batch.Add(next);

            // Units of work that wait beside each other share a commit.
            await Task.WhenAll(batch.GroupBy(b => b.Tenant).Select(own => Write(own.Key, [.. own.SelectMany(b => b.Answers)], stoppingToken)));
            Interlocked.Add(ref waitingBytes, -batch.Sum(b => b.Answers.Sum(a => (long)a.Body.Length)));
            Interlocked.Add(ref count, -batch.Count);
            Interlocked.Exchange(ref written, null)?.SetResult();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An answer that is not remembered is asked for once more; the fault is logged.")]
    private async Task Write(string tenant, IReadOnlyList<NewAnswer> answers, CancellationToken stopping)
    {
        try
        {
            using var _ = CallContext.Platform(tenant, LlmModule.ServiceName).Enter();
            var trims = IsTimeToTrim(tenant, answers.Sum(a => (long)a.Body.Length));
            await store.Write(async (db, c) =>
            {
                await CachedAnswers.Put(db, answers, time.GetUtcNow(), c);
                if (trims) await CachedAnswers.Trim(db, settings.CacheBytesPerTenant, c);
            }, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            LogFault(fault, answers.Count);
        }
    }

    private bool IsTimeToTrim(string tenant, long bytes)
    {
        lock (writtenSince)
        {
            // What other processes and earlier runs have written is not known before the first look.
            var sum = writtenSince.TryGetValue(tenant, out var before) ? before + bytes : long.MaxValue;
            var trims = sum >= settings.CacheBytesPerTenant / PartsOfShare;
            writtenSince[tenant] = trims ? 0 : sum;
            return trims;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} answers could not be remembered")]
    private partial void LogFault(Exception fault, int count);
}
