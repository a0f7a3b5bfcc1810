using Sentralix.Contracts.Knowledge;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Storage;

/// <summary>A collection, with the sums that ranking needs: counting them at every search would read every document.</summary>
internal sealed class StoredCollection : ITenantOwned
{
    /// <summary>Given by the database: the short name of the collection in millions of postings.</summary>
    public long Key { get; init; }

    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Documents, in whatever state.</summary>
    public long Documents { get; set; }

    /// <summary>Chunks that can be found.</summary>
    public long Chunks { get; set; }

    /// <summary>Terms in these chunks, every occurrence counted.</summary>
    public long Terms { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Collection View() => new(Id, Name, Documents, Chunks, CreatedAt);
}
