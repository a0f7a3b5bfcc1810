using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Caching;

/// <summary>What is remembered for one call for embeddings, text by text. All texts must be known; otherwise the call is made whole: one to a
/// provider costs as much time for many texts as for one.</summary>
internal sealed class VectorCache(Remembering of, string[] keys, bool base64, IStore<LlmDbContext> store, CacheWriter writer, TimeProvider time) : ICallCache
{
    private const string Form = "embeddings";

    public async Task<ReadOnlyMemory<byte>?> Find(CancellationToken cancellation)
    {
        if (of.Demand == CacheDemand.Fresh) return null;
        var found = await store.Read((db, c) => CachedAnswers.Find(db, keys, time.GetUtcNow(), c), cancellation);
        if (!Array.TrueForAll(keys, found.ContainsKey)) return null;
        return EmbeddingsForm.Answer(of.Model, [.. keys.Select(key => found[key])], base64);
    }

    public void Keep(ReadOnlySpan<byte> answer)
    {
        if (EmbeddingsForm.Vectors(answer, keys.Length) is not { } vectors) return;
        writer.Add(of.Tenant, [.. keys.Select((key, i) => new NewAnswer(key, Form, of.Model, vectors[i], of.KeepFor))]);
    }
}
