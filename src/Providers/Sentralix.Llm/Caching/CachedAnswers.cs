using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Caching;

/// <summary>One answer, or one vector, on its way into the store.</summary>
/// <param name="Key">What makes requests the same.</param>
/// <param name="Form"><c>chat</c> or <c>embeddings</c>.</param>
/// <param name="Model">The route's name.</param>
/// <param name="Body">What is remembered.</param>
/// <param name="KeepFor">For how long.</param>
internal sealed record NewAnswer(string Key, string Form, string Model, byte[] Body, TimeSpan KeepFor);

/// <summary>The statements on what is remembered. Bodies are read by key and never otherwise: what goes, goes in the database.</summary>
internal static class CachedAnswers
{
    private const int KeysAtOnce = 500;

    /// <summary>What is remembered and has not expired, by key.</summary>
    public static async Task<Dictionary<string, byte[]>> Find(LlmDbContext db, IEnumerable<string> keys, DateTimeOffset now, CancellationToken cancellation)
    {
        var found = new Dictionary<string, byte[]>();
        foreach (var some in keys.Distinct().Chunk(KeysAtOnce))
        {
            foreach (var row in await db.CachedAnswers.Where(a => some.Contains(a.Key) && a.ExpiresAt > now).Select(a => new { a.Key, a.Body }).ToListAsync(cancellation))
                found[row.Key] = row.Body;
        }

        return found;
    }

    /// <summary>Remembers answers of the caller's tenant; what was remembered under the same keys is replaced.</summary>
    public static async Task Put(LlmDbContext db, IEnumerable<NewAnswer> answers, DateTimeOffset now, CancellationToken cancellation)
    {
        var table = Table(db);
        var insert = $"INSERT INTO {table} (tenant_id, key, form, model, body, size, created_at, expires_at) VALUES ({{0}}, {{1}}, {{2}}, {{3}}, {{4}}, {{5}}, {{6}}, {{7}}) " +
            "ON CONFLICT (tenant_id, key) DO UPDATE SET body = excluded.body, size = excluded.size, created_at = excluded.created_at, expires_at = excluded.expires_at";

        // In one order always, so that two processes that write the same do not wait for each other.
        foreach (var answer in answers.GroupBy(a => a.Key).Select(same => same.Last()).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            await db.Database.ExecuteSqlRawAsync(
                insert,
                [db.Tenant!, answer.Key, answer.Form, answer.Model, answer.Body, (long)answer.Body.Length, PlatformTime.ToMicroseconds(now), PlatformTime.ToMicroseconds(now + answer.KeepFor)],
                cancellation);
        }
    }

    /// <summary>Forgets the caller's tenant's oldest answers until no more than so much is left.</summary>
    public static Task<int> Trim(LlmDbContext db, long most, CancellationToken cancellation)
    {
        var table = Table(db);
        var delete = $"DELETE FROM {table} WHERE tenant_id = {{0}} AND key IN (SELECT key FROM (" +
            $"SELECT key, SUM(size) OVER (ORDER BY created_at DESC, key ROWS UNBOUNDED PRECEDING) AS newer FROM {table} WHERE tenant_id = {{0}}) AS kept WHERE newer > {{1}})";
        return db.Database.ExecuteSqlRawAsync(delete, [db.Tenant!, most], cancellation);
    }

    /// <summary>Forgets what has expired, of all tenants.</summary>
    public static Task<int> Sweep(LlmDbContext db, DateTimeOffset now, CancellationToken cancellation) =>
        db.CachedAnswers.Where(a => a.ExpiresAt <= now).ExecuteDeleteAsync(cancellation);

    private static string Table(LlmDbContext db) => db.IsPostgres ? "llm.cached_answer" : "cached_answer";
}
