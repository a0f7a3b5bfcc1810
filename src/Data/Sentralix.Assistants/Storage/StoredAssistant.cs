using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Storage;

/// <summary>An assistant.</summary>
internal sealed class StoredAssistant : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The number of the newest version; null before the first.</summary>
    public int? LatestVersion { get; set; }

    public long Rev { get; set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public Assistant View() => new(Id, Name, LatestVersion, CreatedAt, UpdatedAt, Rev);
}

/// <summary>What the next version of an assistant is made of: one for each assistant.</summary>
internal sealed class StoredDraft : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string AssistantId { get; init; }

    /// <summary>An <see cref="AssistantConfiguration"/> as JSON.</summary>
    public required string Configuration { get; set; }

    public long Rev { get; set; } = 1;

    public required DateTimeOffset UpdatedAt { get; set; }

    public Draft View() => new(AssistantId, ConfigurationDocument.Read(Configuration), UpdatedAt, Rev);
}
