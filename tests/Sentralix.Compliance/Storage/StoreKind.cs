using Xunit;

namespace Sentralix.Compliance.Storage;

/// <summary>The databases that every storage test runs on.</summary>
public enum StoreKind
{
    /// <summary>A file in a temporary folder.</summary>
    Sqlite,

    /// <summary>A database of its own on a real server.</summary>
    Postgres,
}

/// <summary>For <c>[Theory, ClassData(typeof(BothStores))]</c>: the test runs once on each database.</summary>
public sealed class BothStores : TheoryData<StoreKind>
{
    /// <summary>SQLite, then PostgreSQL.</summary>
    public BothStores()
    {
        Add(StoreKind.Sqlite);
        Add(StoreKind.Postgres);
    }
}
