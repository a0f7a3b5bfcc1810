using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Caching;

/// <summary>What is remembered for one chat call.</summary>
internal sealed class ChatCache(Remembering of, string key, IStore<LlmDbContext> store, CacheWriter writer, TimeProvider time) : ICallCache
{
    private const string Form = "chat";

    public async Task<ReadOnlyMemory<byte>?> Find(CancellationToken cancellation)
    {
        if (of.Demand == CacheDemand.Fresh) return null;
        var found = await store.Read((db, c) => CachedAnswers.Find(db, [key], time.GetUtcNow(), c), cancellation);

        // Not a conditional expression: in one, null would become an empty answer.
        if (found.TryGetValue(key, out var answer)) return answer;
        return null;
    }

    public void Keep(ReadOnlySpan<byte> answer)
    {
        if (CacheableAnswer.TryRead(answer, out _)) writer.Add(of.Tenant, [new NewAnswer(key, Form, of.Model, answer.ToArray(), of.KeepFor)]);
    }
}

/// <summary>Whose call it is, and what its route and its client say about remembering.</summary>
internal sealed record Remembering(string Tenant, string Model, TimeSpan KeepFor, CacheDemand Demand);
