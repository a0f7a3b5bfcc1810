using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Storage;

/// <summary>A version made active in an environment. A later release of the same assistant there takes its place; the row stays, because
/// running sessions keep the release they began with.</summary>
internal sealed class StoredRelease : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string AssistantId { get; init; }

    /// <summary>Counts the assistant's releases: their order, whatever the clocks of several processes say.</summary>
    public required int Number { get; init; }

    public required int Version { get; init; }

    public required string Environment { get; init; }

    /// <summary>True for at most one release of an assistant in an environment: a unique index holds to it.</summary>
    public required bool Active { get; set; }

    public required string Author { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Release View() => new(Id, AssistantId, Version, Environment, Active, Author, CreatedAt);
}
