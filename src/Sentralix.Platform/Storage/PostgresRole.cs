using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Storage;

/// <summary>The role under which the services work: neither owner nor superuser, so that row-level security binds it. Where the operator
/// gave an owner's connection string, the migration makes this role beside it; its password is derived from the key ring's secret.</summary>
internal sealed class PostgresRole(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source { get; } = source;

    public static string NameFor(string database) => "sentralix_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..12];

    public static NpgsqlDataSource Open(string connectionString, string purpose)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);

        // Npgsql's ContainsKey answers whether there is such a keyword at all; ShouldSerialize, whether it was given.
        if (!builder.ShouldSerialize("Maximum Pool Size")) builder.MaxPoolSize = 40;
        if (!builder.ShouldSerialize("Max Auto Prepare")) builder.MaxAutoPrepare = 200;
        builder.ApplicationName = $"sentralix {purpose}";
        return NpgsqlDataSource.Create(builder.ConnectionString);
    }

    /// <summary>What the given role may do.</summary>
    public static async Task<RoleRights> Rights(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "SELECT r.rolsuper OR r.rolbypassrls, r.rolsuper OR r.rolcreaterole, current_database() FROM pg_roles r WHERE r.rolname = current_user");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new RoleRights(reader.GetBoolean(0), reader.GetBoolean(1), reader.GetString(2));
    }

    /// <summary>The secret that all processes share, made once beside the key ring and encrypted by it.</summary>
    public static string Password(KeyRing ring, string keyDirectory)
    {
        var file = Path.Combine(keyDirectory, "database-role");
        if (!File.Exists(file))
        {
            var own = $"{file}.{Environment.ProcessId}";
            File.WriteAllBytes(own, ring.For("database-role").Protect(RandomNumberGenerator.GetBytes(32)));
            try
            {
                File.Move(own, file, overwrite: false);
            }
            catch (IOException)
            {
                File.Delete(own); // Another process made it in the same instant.
            }
        }

        return Convert.ToHexStringLower(ring.For("database-role").Unprotect(File.ReadAllBytes(file)));
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}

/// <summary>Rights of a database role.</summary>
internal sealed record RoleRights(bool BypassesWalls, bool MayCreateRoles, string Database);
