using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Polling;
using Sentralix.Connectors.Messaging.Reconciling;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Connections;

/// <summary>The connections of one channel.</summary>
internal sealed class ConnectionDesk(
    IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, ConnectionBook book, SecretBox box, HookAddresses hooks, ISandboxes? sandboxes,
    Pollers pollers, TimeProvider clock) : IConnections
{
    // What every channel has: the way to it.
    private static readonly Dictionary<string, FormField> Way = new()
    {
        [OutsideClients.ProxySetting] = new(false, OutsideTrust.CheckProxy),
        [OutsideClients.AuthoritiesSetting] = new(false, OutsideTrust.CheckAuthorities),
    };

    private readonly Dictionary<string, FormField> settingsForm = channel.Form.Settings.Concat(Way).Concat(Choices(channel)).ToDictionary(f => f.Key, f => f.Value);

    // Whoever sent with the old secret before the channel knew the new one is still heard. People need longer than programs to tell it.
    private readonly TimeSpan overlap = channel.HookIsSetByPeople ? TimeSpan.FromDays(7) : TimeSpan.FromMinutes(10);

    public async Task<Result<Connection>> Create(CreateConnection body, CancellationToken cancellation)
    {
        var credentials = Credentials(body);
        if (!credentials.Ok) return credentials.Refusal;
        var (settings, secrets) = credentials.Value;
        if (Faults(settings, secrets) is { } invalid) return invalid;
        var now = clock.GetUtcNow();
        var id = Ids.New("con", now);
        var tenant = CallContext.Current.Tenant;
        var row = new ConnectionRow
        {
            Id = id,
            Name = body.Name,
            Transport = body.Transport,
            Sandbox = body.Sandbox,
            Settings = Write(settings),
            Secrets = box.Seal(tenant, id, Write(secrets)),
            SecretHints = Write(Hints(secrets)),
            HookSecret = box.Seal(tenant, $"{id}/hook", NewSecret()),
            CreatedAt = now,
            Rev = 1,
        };
        return await store.Write<Result<Connection>>(async (db, c) =>
        {
            if (row.Sandbox && await db.Connections.CountAsync(x => x.Sandbox, c) >= SandboxForm.MostOfATenant) return SandboxForm.TooMany;
            db.Connections.Add(row);
            return View(row);
        }, cancellation);
    }

    public async Task<Result<Page<Connection>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read((db, c) => db.Connections.Where(x => string.Compare(x.Id, last) > 0).OrderBy(x => x.Id).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, x => x.Id, View);
    }

    public async Task<Result<Connection>> Get(string id, CancellationToken cancellation) =>
        await store.Read((db, c) => db.Connections.SingleOrDefaultAsync(x => x.Id == id, c), cancellation) is { } row ? View(row) : NoConnection;

    public async Task<Result<Connection>> Update(string id, string? ifMatch, UpdateConnection body, CancellationToken cancellation)
    {
        var wasPolled = false;
        var updated = await ChangeIn(id, (_, row) =>
        {
            wasPolled = row.Transport == Transport.Polling;
            if (ETags.Check(ifMatch, row.Rev) is { } stale) return Task.FromResult<Refusal?>(stale);
            var access = book.Open(row).Access;
            var settings = body.Settings;
            if (row.Sandbox)
            {
                var made = access.Settings.Where(setting => sandboxes?.NewCredentials().Settings.ContainsKey(setting.Key) == true).ToDictionary();
                if (SandboxForm.Refuse(settings, body.Secrets, made) is { } fixedFields) return Task.FromResult<Refusal?>(fixedFields);
                settings = SandboxForm.Merge(settings, made);
            }

            var secrets = access.Secrets.ToDictionary();
            var shown = body.Secrets.Where(s => channel.Form.Secrets.GetValueOrDefault(s.Key) is { IsShownToHook: true } && secrets.GetValueOrDefault(s.Key) is { } before && before != s.Value)
                .Select(s => secrets[s.Key]).FirstOrDefault();
            foreach (var (name, value) in body.Secrets) secrets[name] = value;
            if (Faults(settings, secrets) is { } invalid) return Task.FromResult<Refusal?>(invalid);
            if (shown is not null)
            {
                row.OldHookSecret = box.Seal(row.TenantId, $"{row.Id}/hook", shown);
                row.OldHookSecretUntil = clock.GetUtcNow() + overlap;
            }

            row.Name = body.Name;
            row.Transport = body.Transport;
            row.Settings = Write(settings);
            row.Secrets = box.Seal(row.TenantId, row.Id, Write(secrets));
            row.SecretHints = Write(Hints(secrets));
            return Task.FromResult<Refusal?>(null);
        }, cancellation);
        if (updated.Ok && wasPolled) await pollers.Tell(CallContext.Current.Tenant, id);
        return updated;
    }

    public async Task<Result<Connection>> Enable(string id, CancellationToken cancellation)
    {
        if (await store.Read((db, c) => db.Connections.SingleOrDefaultAsync(x => x.Id == id, c), cancellation) is not { } row) return NoConnection;
        if (MissingFields(row) is { } missing) return missing;
        var access = book.Open(row).Access;
        try
        {
            var identity = await channel.Identify(access, cancellation);
            var claimed = await Claim(row, identity, cancellation);
            if (!claimed.Ok || claimed.Value.State == ConnectionState.NeedsAttention) return claimed;
            access = access with { Identity = identity.Id };
            if (row.Transport == Transport.Webhook) await channel.SetHook(access, hooks.Of(id, access), cancellation);
            else await channel.RemoveHook(access, cancellation);
        }
        catch (ChannelException refused)
        {
            return await Attention(id, refused.Error, cancellation);
        }

        return await ChangeIn(id, async (db, enabled) =>
        {
            enabled.State = ConnectionState.Active;
            enabled.Reason = null;
            enabled.Evidence = null;
            await delivery.Enqueue(db, Upkeep.KindName, new UpkeepPayload(id), $"upkeep/{id}", null, cancellation);
            return null;
        }, cancellation);
    }

    public async Task<Result<Connection>> Disable(string id, CancellationToken cancellation)
    {
        var disabled = await Change(id, row =>
        {
            row.State = ConnectionState.Disabled;
            row.Reason = null;
            row.Evidence = null;
            row.ClaimedIdentity = null;
        }, cancellation);
        if (!disabled.Ok) return disabled;
        if (disabled.Value.Transport == Transport.Polling) await pollers.Tell(CallContext.Current.Tenant, id);
        var open = (await book.Own(id, cancellation))!;
        try
        {
            // From here on the hook refuses; that the channel knows it too only spares both of us calls.
            await channel.RemoveHook(open.Access, cancellation);
            return disabled;
        }
        catch (ChannelException refused)
        {
            return await Change(id, row =>
            {
                row.Evidence = $"The channel did not take the webhook off: {refused.Error.Message}";
            }, cancellation);
        }
    }

    public async Task<Result<Connection>> RotateSecret(string id, CancellationToken cancellation)
    {
        var rotated = await Change(id, row =>
        {
            row.OldHookSecret = row.HookSecret;
            row.OldHookSecretUntil = clock.GetUtcNow() + overlap;
            row.HookSecret = box.Seal(row.TenantId, $"{row.Id}/hook", NewSecret());
        }, cancellation);
        if (!rotated.Ok || rotated.Value is not { State: ConnectionState.Active or ConnectionState.Degraded, Transport: Transport.Webhook }) return rotated;
        var access = (await book.Own(id, cancellation))!.Access;
        try
        {
            await channel.SetHook(access, hooks.Of(id, access), cancellation);
            return rotated;
        }
        catch (ChannelException refused)
        {
            return await Attention(id, refused.Error, cancellation);
        }
    }

    public async Task<Result<Done>> Delete(string id, string? ifMatch, CancellationToken cancellation)
    {
        var deleted = await store.Write<Result<Done>>(async (db, c) =>
        {
            if (await db.Connections.SingleOrDefaultAsync(x => x.Id == id, c) is not { } row) return NoConnection;
            if (ETags.Check(ifMatch, row.Rev) is { } stale) return stale;
            if (row.State is not (ConnectionState.Draft or ConnectionState.Disabled)) return Refusal.Conflict("still_enabled", "Disable the connection first.");
            db.Connections.Remove(row);
            return Done.Value;
        }, cancellation);
        book.Forget(id);
        return deleted;
    }

    /// <summary>Says that a connection needs a person, or that it has trouble that passes; a trouble of the network says nothing about
    /// credentials.</summary>
    public Task<Result<Connection>> Attention(string id, ChannelError error, CancellationToken cancellation) => Change(id, row =>
    {
        if (row.State == ConnectionState.Disabled) return;
        row.State = error.Code switch
        {
            ChannelErrors.Unauthorized or ChannelErrors.Conflict or ChannelErrors.Suspended or ChannelErrors.ContentRejected => ConnectionState.NeedsAttention,
            _ => row.State == ConnectionState.Draft ? ConnectionState.NeedsAttention : ConnectionState.Degraded,
        };
        row.Reason = error.Code == ChannelErrors.Network ? "unreachable" : error.Code;
        row.Evidence = Cut(error.ChannelCode is null ? error.Message : $"{error.ChannelCode}: {error.Message}");
    }, cancellation);

    /// <summary>Says that a connection works as it should.</summary>
    public Task<Result<Connection>> Well(string id, CancellationToken cancellation) => Change(id, row =>
    {
        if (row.State is ConnectionState.Degraded or ConnectionState.NeedsAttention) row.State = ConnectionState.Active;
        row.Reason = null;
        row.Evidence = null;
    }, cancellation);

    /// <summary>Says beside the state that nothing has been heard for long, or (null) that this is over.</summary>
    public Task<Result<Connection>> Silent(string id, string? evidence, CancellationToken cancellation) => Change(id, row =>
    {
        if (row.State != ConnectionState.Active) return;
        row.Reason = evidence is null ? null : "silent";
        row.Evidence = evidence;
    }, cancellation);

    private async Task<Result<Connection>> Claim(ConnectionRow row, ChannelIdentity identity, CancellationToken cancellation)
    {
        var id = row.Id;

        // Across tenants: a bot that belongs to another tenant's connection is in use, and nothing more is said of it.
        // A stand-in is in nobody's way: its bot may well have the id of a real one.
        var claim = row.Sandbox ? $"sandbox/{id}" : $"{channel.Kind}/{identity.Id}";
        var taken = await store.Read(SystemScope.HookLookup, (db, c) => db.Connections.AnyAsync(x => x.ClaimedIdentity == claim && x.Id != id, c), cancellation);
        if (!taken)
        {
            try
            {
                return await Change(id, claiming =>
                {
                    claiming.Identity = identity.Id;
                    claiming.IdentityName = identity.Name;
                    claiming.ClaimedIdentity = claim;
                }, cancellation);
            }
            catch (DbUpdateException)
            {
                // Another connection claimed it in the same instant.
            }
        }

        return await Attention(id, new ChannelError(ChannelErrors.Conflict, null, $"'{identity.Name}' is used by another connection already."), cancellation);
    }

    private Task<Result<Connection>> Change(string id, Action<ConnectionRow> change, CancellationToken cancellation) => ChangeIn(id, (_, row) =>
    {
        change(row);
        return Task.FromResult<Refusal?>(null);
    }, cancellation);

    private async Task<Result<Connection>> ChangeIn(string id, Func<MessagingDbContext, ConnectionRow, Task<Refusal?>> change, CancellationToken cancellation)
    {
        var changed = await store.Write<Result<Connection>>(async (db, c) =>
        {
            await db.Lock("connection", id, c);
            if (await db.Connections.SingleOrDefaultAsync(x => x.Id == id, c) is not { } row) return NoConnection;
            if (await change(db, row) is { } refusal) return refusal;
            row.Rev++;
            return View(row);
        }, cancellation);
        book.Forget(id);
        return changed;
    }

    /// <summary>The settings and secrets of a new connection: as given, or as its sandbox makes them.</summary>
    private Result<SandboxCredentials> Credentials(CreateConnection body)
    {
        if (!body.Sandbox) return new SandboxCredentials(body.Settings, body.Secrets);
        if (sandboxes is null) return SandboxForm.NotInstalled;
        var made = sandboxes.NewCredentials();
        return SandboxForm.Refuse(body.Settings, body.Secrets, made.Settings) is { } refusal ? refusal : made with { Settings = SandboxForm.Merge(body.Settings, made.Settings) };
    }

    private Refusal? Faults(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> secrets)
    {
        var faults = new Faults();
        Check(faults, "settings", settingsForm, settings);
        Check(faults, "secrets", channel.Form.Secrets, secrets);
        return faults.Refusal;
    }

    private static void Check(Faults faults, string group, IReadOnlyDictionary<string, FormField> form, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values)
        {
            if (!form.TryGetValue(name, out var field)) faults.Add($"{group}.{name}", "is not a known field");
            else if (field.Check(value) is { } wrong) faults.Add($"{group}.{name}", wrong);
        }
    }

    private Refusal? MissingFields(ConnectionRow row)
    {
        var faults = new Faults();
        var access = book.Open(row).Access;
        foreach (var (name, field) in channel.Form.Settings) faults.When(field.Required && !access.Settings.ContainsKey(name), $"settings.{name}", "is required");
        foreach (var (name, field) in channel.Form.Secrets) faults.When(field.Required && !access.Secrets.ContainsKey(name), $"secrets.{name}", "is required");
        return faults.Refusal;
    }

    private Connection View(ConnectionRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Channel = channel.Kind,
        Transport = row.Transport,
        Sandbox = row.Sandbox,
        State = row.State,
        Reason = row.Reason,
        Evidence = row.Evidence,
        ChannelIdentity = row.Identity,
        ChannelName = row.IdentityName,
        Settings = ConnectionBook.Read(row.Settings),
        Secrets = ConnectionBook.Read(row.SecretHints),
        HookUrl = row.Transport == Transport.Webhook ? hooks.Plain(row.Id).ToString() : null,
        LastEventAt = row.LastEventAt,
        CreatedAt = row.CreatedAt,
        Rev = row.Rev,
    };

    private static IEnumerable<KeyValuePair<string, FormField>> Choices(IChannel channel)
    {
        if (UncertainSetting.AppliesTo(channel)) yield return new(UncertainSetting.Name, UncertainSetting.Field);
        if (channel is not IChannelHistory) yield break;
        foreach (var field in ReconcileSettings.Form) yield return field;
    }

    private static string Cut(string text) => text.Length > 500 ? text[..500] : text;

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static Dictionary<string, string> Hints(IReadOnlyDictionary<string, string> secrets) =>
        secrets.ToDictionary(s => s.Key, s => s.Value.Length >= 12 ? $"…{s.Value[^4..]}" : "…");

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, SentralixJson.Options);

    private static readonly Refusal NoConnection = Refusal.NotFound("connection");
}
