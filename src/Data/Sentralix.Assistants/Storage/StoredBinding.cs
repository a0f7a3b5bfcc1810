using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Storage;

/// <summary>Which assistant answers on a connection.</summary>
internal sealed class StoredBinding : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Connection { get; init; }

    public required string AssistantId { get; set; }

    public required string Environment { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public Binding View() => new(Connection, AssistantId, Environment, UpdatedAt);
}
