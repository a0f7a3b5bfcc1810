using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Keys;

/// <summary>The API keys of a tenant.</summary>
internal sealed partial class ApiKeys(IStore<AggregatorDbContext> store, KeyLookup lookup, TimeProvider clock) : IApiKeys
{
    public async Task<Result<NewApiKey>> Create(CreateApiKey body, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var faults = new Faults();
        faults.When(body.ExpiresAt <= now, "expires_at", "must be in the future");
        for (var i = 0; i < body.Scopes.Count; i++) faults.When(!ScopeForm().IsMatch(body.Scopes[i]), $"scopes[{i}]", "must be like messages:send, knowledge:* or *");
        if (faults.Refusal is { } invalid) return invalid;
        var caller = CallContext.Current;
        if (body.Scopes.FirstOrDefault(scope => !caller.Holds(scope)) is { } missing) return Refusal.Forbidden(missing);

        var text = KeyText.New();
        var key = Row(text, body.Name, body.Scopes.Distinct(), body.ExpiresAt, now);
        await store.Write((db, _) =>
        {
            db.ApiKeys.Add(key);
            return Task.CompletedTask;
        }, cancellation);
        return new NewApiKey(text, View(key));
    }

    public async Task<Result<Page<ApiKey>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read((db, c) => db.ApiKeys.Where(k => string.Compare(k.Id, last) > 0).OrderBy(k => k.Id).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, k => k.Id, View);
    }

    public async Task<Result<ApiKey>> Get(string id, CancellationToken cancellation) =>
        await store.Read((db, c) => db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, c), cancellation) is { } key ? View(key) : Refusal.NotFound("key");

    public async Task<Result<Done>> Revoke(string id, CancellationToken cancellation) =>
        await store.Write<Result<Done>>(async (db, c) =>
        {
            if (await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, c) is not { } key) return Refusal.NotFound("key");
            key.RevokedAt ??= clock.GetUtcNow();
            db.AfterCommit(() => lookup.Forget(key.Hash));
            return Done.Value;
        }, cancellation);

    /// <summary>A new row for a key's text.</summary>
    public static ApiKeyRow Row(string text, string name, IEnumerable<string> scopes, DateTimeOffset? expiresAt, DateTimeOffset now) => new()
    {
        Id = Ids.New("key", now),
        Name = name,
        Hash = KeyText.Hash(text),
        LastFour = text[^4..],
        Scopes = string.Join(' ', scopes),
        CreatedAt = now,
        ExpiresAt = expiresAt,
    };

    private static ApiKey View(ApiKeyRow key) => new(key.Id, key.Name, key.LastFour, key.Scopes.Split(' '), key.CreatedAt, key.ExpiresAt, key.RevokedAt);

    [GeneratedRegex(@"^(\*|[a-z][a-z-]*:(\*|[a-z][a-z-]*))\z")]
    private static partial Regex ScopeForm();
}
