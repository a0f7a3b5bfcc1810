using System.Buffers.Binary;
using System.Numerics;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>The names that a schema knows, by their bytes.</summary>
internal sealed class NameTable
{
    // Up to here comparing lengths and first letters costs less than hashing.
    private const int Few = 12;

    private readonly byte[][] names;
    private readonly ulong[] keys;
    private readonly int[]? places;

    public NameTable(IReadOnlyList<byte[]> names)
    {
        this.names = [.. names];
        keys = [.. names.Select(n => KeyOf(n))];
        if (names.Count <= Few) return;
        places = new int[BitOperations.RoundUpToPowerOf2((uint)names.Count * 2)];
        for (var i = 0; i < this.names.Length; i++)
        {
            var place = ByteHash.Of(this.names[i]) & (places.Length - 1);
            while (places[place] != 0) place = (place + 1) & (places.Length - 1);
            places[place] = i + 1;
        }
    }

    public int Count => names.Length;

    /// <summary>The number of a name; -1: it is not known.</summary>
    /// <param name="name">The name.</param>
    /// <param name="expected">Which one it probably is.</param>
    public int Find(ReadOnlySpan<byte> name, int expected)
    {
        if (places is not null) return FindHashed(name);
        var key = KeyOf(name);
        for (var i = 0; i < keys.Length; i++)
        {
            var candidate = expected + i;
            if (candidate >= keys.Length) candidate -= keys.Length;
            if (keys[candidate] == key && names[candidate].Length == name.Length && (name.Length <= 8 || name.SequenceEqual(names[candidate]))) return candidate;
        }

        return -1;
    }

    private int FindHashed(ReadOnlySpan<byte> name)
    {
        for (var place = ByteHash.Of(name) & (places!.Length - 1); places[place] != 0; place = (place + 1) & (places.Length - 1))
        {
            if (name.SequenceEqual(names[places[place] - 1])) return places[place] - 1;
        }

        return -1;
    }

    // The first eight bytes, or all of them: of names of one length and one key, only longer ones need a look at the rest.
    private static ulong KeyOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= 8) return BinaryPrimitives.ReadUInt64LittleEndian(name);
        ulong key = 0;
        for (var i = name.Length - 1; i >= 0; i--) key = (key << 8) | name[i];
        return key;
    }
}
