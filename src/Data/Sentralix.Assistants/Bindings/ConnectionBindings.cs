using Microsoft.EntityFrameworkCore;
using Sentralix.Assistants.Changes;
using Sentralix.Assistants.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Bindings;

/// <summary>Which assistant answers on which connection. A connection belongs to the service that talks to it, so here it is only a name.</summary>
internal sealed class ConnectionBindings(IStore<AssistantsDbContext> store, ChangeLog changes, TimeProvider clock)
{
    public async Task<Result<Binding>> Bind(string connection, BindConnection body, CancellationToken cancellation)
    {
        var faults = new Faults();
        faults.Text("connection", connection, Ids.MaxLength);
        if (faults.Refusal is { } refusal) return refusal;
        return await store.Write<Result<Binding>>(async (db, c) =>
        {
            await db.LockAssistant(body.AssistantId, c);
            if (!await db.Assistants.AnyAsync(a => a.Id == body.AssistantId, c)) return Refusal.NotFound("assistant");
            await db.LockBinding(connection, c);
            var binding = await db.Bindings.SingleOrDefaultAsync(b => b.Connection == connection, c);
            var now = clock.GetUtcNow();
            if (binding is null)
            {
                binding = new StoredBinding { Connection = connection, AssistantId = body.AssistantId, Environment = body.Environment, UpdatedAt = now };
                db.Bindings.Add(binding);
            }
            else
            {
                binding.AssistantId = body.AssistantId;
                binding.Environment = body.Environment;
                binding.UpdatedAt = now;
            }

            await changes.Bound(db, connection, c);
            return binding.View();
        }, cancellation);
    }

    public async Task<Result<Page<Binding>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read(
            (db, c) => db.Bindings.Where(b => string.Compare(b.Connection, last) > 0).OrderBy(b => b.Connection).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, b => b.Connection, b => b.View());
    }

    public Task<Result<Done>> Unbind(string connection, CancellationToken cancellation) =>
        store.Write<Result<Done>>(async (db, c) =>
        {
            await db.LockBinding(connection, c);
            if (await db.Bindings.Where(b => b.Connection == connection).ExecuteDeleteAsync(c) == 0) return Refusal.NotFound("binding");
            await changes.Bound(db, connection, c);
            return Done.Value;
        }, cancellation);
}
