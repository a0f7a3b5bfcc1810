using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Sentralix.Assistants.Changes;
using Sentralix.Assistants.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants;

/// <summary>What the core asks at the beginning of a session.</summary>
internal sealed class ActiveAssistants(IStore<AssistantsDbContext> store, ChangeFeed feed) : IActiveAssistants
{
    public async Task<Result<ActiveRelease>> Active(string id, string environment, CancellationToken cancellation)
    {
        if (environment is not ("dev" or "stage" or "prod")) return Refusal.Invalid("environment", "must be dev, stage or prod");
        return await Find(r => r.AssistantId == id && r.Environment == environment && r.Active, "active release", cancellation);
    }

    public Task<Result<ActiveRelease>> Release(string id, CancellationToken cancellation) => Find(r => r.Id == id, "release", cancellation);

    public async Task<Result<Binding>> Resolve(string connection, CancellationToken cancellation)
    {
        var binding = await store.Read((db, c) => db.Bindings.SingleOrDefaultAsync(b => b.Connection == connection, c), cancellation);
        return binding is null ? Refusal.NotFound("binding") : binding.View();
    }

    public IAsyncEnumerable<ConfigurationChange> Changes(CancellationToken cancellation) => feed.Follow(CallContext.Current.Actor, cancellation);

    // One query: the beginning of every session waits for it where no cache has the answer.
    private async Task<Result<ActiveRelease>> Find(Expression<Func<StoredRelease, bool>> which, string what, CancellationToken cancellation)
    {
        var found = await store.Read((db, c) => (
            from release in db.Releases.Where(which)
            join assistant in db.Assistants on new { release.TenantId, Id = release.AssistantId } equals new { assistant.TenantId, assistant.Id }
            join version in db.Versions
                on new { release.TenantId, release.AssistantId, release.Version } equals new { version.TenantId, version.AssistantId, version.Version }
            select new { release.Id, release.AssistantId, assistant.Name, release.Version, release.Environment, version.Configuration }).SingleOrDefaultAsync(c), cancellation);
        return found is null
            ? Refusal.NotFound(what)
            : new ActiveRelease(found.Id, found.AssistantId, found.Name, found.Version, found.Environment, ConfigurationDocument.Read(found.Configuration));
    }
}
