using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Cluster;

/// <summary>Orleans' membership table in our own schema, so that it has our migrations and our one way to the database. Every change
/// raises the cluster's version in the same transaction, as the extended protocol asks.</summary>
internal sealed class StoredMembership(IStore<PlatformDbContext> store, TimeProvider clock) : IMembershipTable
{
    public Task InitializeMembershipTable(bool tryInitTableVersion) => store.Write(SystemScope.Queue, async (db, c) =>
    {
        await db.Database.ExecuteSqlAsync($"INSERT INTO platform.cluster_version (id, version) VALUES (1, 0) ON CONFLICT DO NOTHING", c);
    }, CancellationToken.None);

    public Task DeleteMembershipTableEntries(string clusterId) => store.Write(SystemScope.Queue, async (db, c) =>
    {
        await db.Set<ClusterProcess>().ExecuteDeleteAsync(c);
        await db.Set<ClusterVersion>().ExecuteDeleteAsync(c);
    }, CancellationToken.None);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        store.Write(SystemScope.Queue, (db, c) => db.Set<ClusterProcess>().Where(m => m.Dead && m.AliveAt < beforeDate).ExecuteDeleteAsync(c), CancellationToken.None);

    public async Task<MembershipTableData> ReadRow(SiloAddress key) => await Read(key.ToParsableString());

    public async Task<MembershipTableData> ReadAll() => await Read(null);

    public async Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return await store.Write(SystemScope.Queue, async (db, c) =>
        {
            if (!await Advance(db, tableVersion, c)) return false;
            var address = entry.SiloAddress.ToParsableString();
            if (await db.Set<ClusterProcess>().AnyAsync(m => m.Address == address, c)) return false;
            db.Add(new ClusterProcess
            {
                Address = address,
                Etag = Guid.NewGuid().ToString("N"),
                Entry = Serialize(entry),
                AliveAt = clock.GetUtcNow(),
                Dead = entry.Status == SiloStatus.Dead,
            });
            return true;
        }, CancellationToken.None);
    }

    public async Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return await store.Write(SystemScope.Queue, async (db, c) =>
        {
            if (!await Advance(db, tableVersion, c)) return false;
            var address = entry.SiloAddress.ToParsableString();
            var member = await db.Set<ClusterProcess>().SingleOrDefaultAsync(m => m.Address == address && m.Etag == etag, c)
                ?? throw new InvalidOperationException("The membership row changed although the version did not.");
            member.Etag = Guid.NewGuid().ToString("N");
            member.Entry = Serialize(entry);
            member.Dead = entry.Status == SiloStatus.Dead;
            return true;
        }, CancellationToken.None);
    }

    public Task UpdateIAmAlive(MembershipEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var address = entry.SiloAddress.ToParsableString();
        var now = new DateTimeOffset(entry.IAmAliveTime, TimeSpan.Zero);
        return store.Write(SystemScope.Queue, (db, c) => db.Set<ClusterProcess>().Where(m => m.Address == address)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.AliveAt, now), c), CancellationToken.None);
    }

    private static async Task<bool> Advance(PlatformDbContext db, TableVersion next, CancellationToken cancellation)
    {
        var expected = int.Parse(next.VersionEtag, CultureInfo.InvariantCulture);
        return await db.Set<ClusterVersion>().Where(v => v.Id == 1 && v.Version == expected)
            .ExecuteUpdateAsync(set => set.SetProperty(v => v.Version, next.Version), cancellation) == 1;
    }

    private Task<MembershipTableData> Read(string? address) => store.Read(SystemScope.Queue, async (db, c) =>
    {
        // The version is read first: rows newer than it are corrected at the next read, older ones would be believed.
        var version = await db.Set<ClusterVersion>().Where(v => v.Id == 1).Select(v => v.Version).SingleAsync(c);
        var rows = await db.Set<ClusterProcess>().Where(m => address == null || m.Address == address).ToListAsync(c);
        return new MembershipTableData(
            [.. rows.Select(m => Tuple.Create(Deserialize(m), m.Etag))],
            new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }, CancellationToken.None);

    private static string Serialize(MembershipEntry entry) => JsonSerializer.Serialize(new Stored(
        entry.Status.ToString(), entry.ProxyPort, entry.HostName, entry.SiloName, entry.StartTime,
        [.. (entry.SuspectTimes ?? []).Select(s => new Suspicion(s.Item1.ToParsableString(), s.Item2))]));

    private static MembershipEntry Deserialize(ClusterProcess member)
    {
        var stored = JsonSerializer.Deserialize<Stored>(member.Entry)!;
        return new MembershipEntry
        {
            SiloAddress = SiloAddress.FromParsableString(member.Address),
            Status = Enum.Parse<SiloStatus>(stored.Status),
            ProxyPort = stored.ProxyPort,
            HostName = stored.HostName,
            SiloName = stored.SiloName,
            StartTime = stored.StartTime,
            IAmAliveTime = member.AliveAt.UtcDateTime,
            SuspectTimes = [.. stored.Suspicions.Select(s => Tuple.Create(SiloAddress.FromParsableString(s.By), s.At))],
        };
    }

    private sealed record Stored(string Status, int ProxyPort, string HostName, string SiloName, DateTime StartTime, List<Suspicion> Suspicions);

    private sealed record Suspicion(string By, DateTime At);
}
