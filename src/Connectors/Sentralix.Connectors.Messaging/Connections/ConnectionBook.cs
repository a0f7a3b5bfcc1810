using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Connections;

/// <summary>A connection that is ready to be used.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="State">Its state.</param>
/// <param name="Transport">How it receives.</param>
/// <param name="IsClaimed">Whether the bot is this connection's: from the moment of being enabled, just before the hook is set, until it is disabled.</param>
/// <param name="Access">What the channel needs.</param>
internal sealed record OpenConnection(string Tenant, ConnectionState State, Transport Transport, bool IsClaimed, Access Access)
{
    /// <summary>Whether it leads to the built-in stand-in.</summary>
    public bool IsSandbox { get; init; }
}

/// <summary>Connections with their secrets in the clear, for those who talk to the channel. What was read is trusted for a few seconds: a
/// change made in another process counts there at most that much later, one made here at once.</summary>
internal sealed class ConnectionBook(IStore<MessagingDbContext> store, SecretBox box, OutsideClients clients, SandboxClients inside, TimeProvider clock)
{
    private const int MostKnown = 10_000;

    /// <summary>How long a change may take to count in other processes; the operator's guide names it.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (OpenConnection? Connection, DateTimeOffset Until)> known = [];
    private long changes;

    /// <summary>A connection by its id alone: a hook does not know its tenant.</summary>
    public async ValueTask<OpenConnection?> Find(string id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        long before;
        lock (gate)
        {
            if (known.TryGetValue(id, out var entry) && entry.Until > now) return entry.Connection;
            before = changes;
        }

        var row = await store.Read(SystemScope.HookLookup, (db, c) => db.Connections.SingleOrDefaultAsync(x => x.Id == id, c), cancellation);
        var found = row is null ? null : Open(row);
        lock (gate)
        {
            // What was read before a change is not remembered after it.
            if (changes != before) return found;
            if (known.Count >= MostKnown) known.Clear();
            known[id] = (found, now + Trust);
        }

        return found;
    }

    /// <summary>A connection of the caller's tenant.</summary>
    public async ValueTask<OpenConnection?> Own(string id, CancellationToken cancellation) =>
        await Find(id, cancellation) is { } found && found.Tenant == CallContext.Current.Tenant ? found : null;

    /// <summary>Forgets a connection that has changed.</summary>
    public void Forget(string id)
    {
        lock (gate)
        {
            changes++;
            known.Remove(id);
        }
    }

    /// <summary>A row with its secrets in the clear.</summary>
    public OpenConnection Open(ConnectionRow row)
    {
        var settings = Read(row.Settings);
        List<string> hooks = [];
        if (row.HookSecret is { } current) hooks.Add(box.Open(row.TenantId, $"{row.Id}/hook", current));
        if (row.OldHookSecret is { } old && row.OldHookSecretUntil > clock.GetUtcNow()) hooks.Add(box.Open(row.TenantId, $"{row.Id}/hook", old));
        return new OpenConnection(row.TenantId, row.State, row.Transport, row.ClaimedIdentity is not null, new Access
        {
            ConnectionId = row.Id,
            Identity = row.Identity,
            Settings = settings,
            Secrets = Read(box.Open(row.TenantId, row.Id, row.Secrets)),
            HookSecrets = hooks,
            Http = row.Sandbox ? inside.For(row.TenantId, row.Id) : clients.For(settings),
        })
        {
            IsSandbox = row.Sandbox,
        };
    }

    public static IReadOnlyDictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json, SentralixJson.Options) ?? [];
}
