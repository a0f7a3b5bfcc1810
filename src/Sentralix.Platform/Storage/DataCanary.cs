using Npgsql;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Storage;

/// <summary>Lies with the data and was sealed by the ring that belongs to it. The ring's own canary lies with the ring, and an empty key
/// folder makes a new ring: without this one a backup that was restored without its keys would start, and its secrets would be lost.</summary>
internal static class DataCanary
{
    private const string Text = "sentralix data";

    /// <summary>Proves that the ring belongs to the data in a folder; new data gets its canary.</summary>
    /// <exception cref="PlatformStartException">It does not.</exception>
    public static void CheckFolder(KeyRing ring, string keyDirectory, string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var file = Path.Combine(dataDirectory, "key-canary");
        if (!File.Exists(file))
        {
            // Whole or not at all: a canary that a crash cut short would keep the data from its own keys.
            var own = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(own, Seal(ring));
            File.Move(own, file, overwrite: true);
        }

        Check(ring, keyDirectory, File.ReadAllText(file), $"data in '{dataDirectory}'");
    }

    /// <summary>Proves that the ring belongs to the data in a database, where there is any yet.</summary>
    /// <exception cref="PlatformStartException">It does not.</exception>
    public static async Task CheckDatabase(KeyRing ring, string keyDirectory, NpgsqlConnection database)
    {
        await using var look = new NpgsqlCommand("SELECT to_regclass('platform.key_canary') IS NOT NULL", database);
        if (await look.ExecuteScalarAsync() is not true) return;
        await using var read = new NpgsqlCommand("SELECT sealed FROM platform.key_canary WHERE id = 1", database);
        if (await read.ExecuteScalarAsync() is string canary) Check(ring, keyDirectory, canary, $"database '{database.Database}'");
    }

    /// <summary>Gives new data in a database its canary.</summary>
    public static async Task PutIntoDatabase(KeyRing ring, NpgsqlConnection database)
    {
        await using var write = new NpgsqlCommand("INSERT INTO platform.key_canary (id, sealed) VALUES (1, $1) ON CONFLICT DO NOTHING", database);
        write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Seal(ring) });
        await write.ExecuteNonQueryAsync();
    }

    private static string Seal(KeyRing ring) => ring.SealCanary(Text);

    private static void Check(KeyRing ring, string keyDirectory, string canary, string data)
    {
        if (!ring.Opens(canary, Text))
            throw new PlatformStartException($"The key ring in '{keyDirectory}' is not the one that the {data} was encrypted with. Restore the keys that belong to this data.");
    }
}
