using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Storage;

/// <summary>A frozen configuration. Nothing changes it.</summary>
internal sealed class StoredVersion : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string AssistantId { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>An <see cref="AssistantConfiguration"/> as JSON; its scenario is pinned to one version.</summary>
    public required string Configuration { get; init; }

    /// <summary>Says whether two versions are the same without comparing them.</summary>
    public required string ContentHash { get; init; }

    public required string Author { get; init; }

    public required string? Message { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public AssistantVersion View() => new(AssistantId, Version, ConfigurationDocument.Read(Configuration), Author, Message, CreatedAt);
}
