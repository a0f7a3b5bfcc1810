using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Configuring routes.</summary>
internal sealed class ModelRoutes(IStore<LlmDbContext> store, ConfigurationFile configured, IHealthView health, ConfigurationSignal changed, TimeProvider clock) : IModelRoutes
{
    private static readonly Refusal NoRoute = Refusal.NotFound("route");
    private static readonly Refusal NameTaken = Refusal.Conflict("name_taken", "There is a route for a model of this name.");

    public async Task<Result<ModelRouteView>> Create(WriteModelRoute body, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        var now = clock.GetUtcNow();
        return await store.Write<Result<ModelRouteView>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (RouteForm.Check(body, await KnownProviders.Of(tenant, db, configured, c)) is { } invalid) return invalid;
            if (await IsTaken(db, tenant, body.Model, c)) return NameTaken;
            var row = new RouteRow { Id = Ids.New("rte", now), Model = body.Model, Enabled = body.Enabled, Document = Write(body), CreatedAt = now, Rev = 1, TenantId = tenant };
            db.Routes.Add(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return View(row);
        }, cancellation);
    }

    public async Task<Result<Page<ModelRouteView>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var page = configured.Routes.Where(r => string.CompareOrdinal(r.Id, last) > 0).Take(limit + 1).ToList();
        if (page.Count <= limit)
        {
            var left = limit + 1 - page.Count;
            var rows = await store.Read((db, c) => db.Routes.Where(r => string.Compare(r.Id, last) > 0).OrderBy(r => r.Id).Take(left).ToListAsync(c), cancellation);
            page.AddRange(rows.Select(View));
        }

        return Paging.Of(page, limit, r => r.Id, r => r);
    }

    public async Task<Result<ModelRouteView>> Get(string id, CancellationToken cancellation)
    {
        if (ConfigurationFile.Owns(id)) return configured.FindRoute(id) is { } fromFile ? fromFile : NoRoute;
        return await store.Read((db, c) => db.Routes.SingleOrDefaultAsync(r => r.Id == id, c), cancellation) is { } row ? View(row) : NoRoute;
    }

    public Task<Result<ModelRouteView>> Update(string id, string? ifMatch, WriteModelRoute body, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return Change<ModelRouteView>(id, ifMatch, async (db, row, c) =>
        {
            if (RouteForm.Check(body, await KnownProviders.Of(tenant, db, configured, c)) is { } invalid) return invalid;
            if (body.Model != row.Model && await IsTaken(db, tenant, body.Model, c)) return NameTaken;
            row.Model = body.Model;
            row.Enabled = body.Enabled;
            row.Document = Write(body);
            row.Rev++;
            db.AfterCommit(() => changed.Raise(tenant));
            return View(row);
        }, cancellation);
    }

    public Task<Result<Done>> Delete(string id, string? ifMatch, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return Change<Done>(id, ifMatch, (db, row, _) =>
        {
            db.Routes.Remove(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return Task.FromResult<Result<Done>>(Done.Value);
        }, cancellation);
    }

    public async Task<Result<ModelHealth>> Health(CancellationToken cancellation) => await health.Now(Ownership.Caller, cancellation);

    private async Task<Result<T>> Change<T>(string id, string? ifMatch, Func<LlmDbContext, RouteRow, CancellationToken, Task<Result<T>>> change, CancellationToken cancellation)
    {
        if (ConfigurationFile.Owns(id)) return configured.FindRoute(id) is null ? NoRoute : Ownership.OfFile;
        return await store.Write<Result<T>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (await db.Routes.SingleOrDefaultAsync(r => r.Id == id, c) is not { } row) return NoRoute;
            if (!row.IsCallers()) return Ownership.OfOperator;
            return ETags.Check(ifMatch, row.Rev) is { } stale ? stale : await change(db, row, c);
        }, cancellation);
    }

    private async Task<bool> IsTaken(LlmDbContext db, string tenant, string model, CancellationToken cancellation)
    {
        // The operator's own file names models too; a tenant's route goes before both.
        if (tenant == ServiceDbContext.PlatformTenant && configured.Routes.Any(r => r.Route.Model == model)) return true;
        return await db.Routes.AnyAsync(r => r.TenantId == tenant && r.Model == model, cancellation);
    }

    private static ModelRouteView View(RouteRow row) => new()
    {
        Id = row.Id,
        Route = JsonSerializer.Deserialize<WriteModelRoute>(row.Document, SentralixJson.Options)!,
        Shared = row.IsShared(),
        Configured = false,
        CreatedAt = row.CreatedAt,
        Rev = row.Rev,
    };

    private static string Write(WriteModelRoute route) => JsonSerializer.Serialize(route, SentralixJson.Options);
}
