using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Storage;

/// <summary>Something that was released or bound, for whoever keeps a cache of it. Kept for an hour.</summary>
internal sealed class StoredChange : ITenantOwned
{
    /// <summary>Given by the database while the table's lock is held, so that it is the order of commits.</summary>
    public long Id { get; init; }

    public string TenantId { get; set; } = "";

    /// <summary><c>released</c> or <c>bound</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The assistant or the connection.</summary>
    public required string Subject { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ConfigurationChange View() => new(Type, TenantId, Subject);
}
