using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>A provider. Secrets are in its keys, but for a proxy's credentials, which is why the proxy is sealed.</summary>
[Shared]
internal sealed class ProviderRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Name { get; set; }

    public required string Kind { get; set; }

    /// <summary>Null: the kind's public address.</summary>
    public string? BaseUrl { get; set; }

    public string? Residency { get; set; }

    public bool Enabled { get; set; }

    /// <summary>JSON: text by name.</summary>
    public required string Settings { get; set; }

    public string? CaBundlePem { get; set; }

    public byte[]? ProxyUrl { get; set; }

    public int? MaxConcurrency { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public long Rev { get; set; }
}

/// <summary>A provider's key.</summary>
[Shared]
internal sealed class ProviderKeyRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string ProviderId { get; init; }

    public required string Name { get; set; }

    public required byte[] Secret { get; set; }

    public required string Hint { get; set; }

    public bool Enabled { get; set; }

    public int Weight { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset RotatedAt { get; set; }

    public long Rev { get; set; }
}

/// <summary>A route.</summary>
[Shared]
internal sealed class RouteRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Model { get; set; }

    public bool Enabled { get; set; }

    /// <summary>JSON: <see cref="Contracts.Llm.WriteModelRoute"/>.</summary>
    public required string Document { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public long Rev { get; set; }
}

/// <summary>A price; never changed once it has begun.</summary>
[Shared]
internal sealed class PriceRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>JSON: <see cref="Contracts.Llm.WriteModelPrice"/>.</summary>
    public required string Document { get; init; }
}

/// <summary>A limit. Key and model are empty, not null, where they say nothing: nulls are not equal in a unique index.</summary>
[Shared]
internal sealed class LimitRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    /// <summary>Whose calls it counts: the tenant itself, or another one where the operator made it.</summary>
    public required string ForTenant { get; set; }

    public required string Key { get; set; }

    public required string Model { get; set; }

    /// <summary>JSON: <see cref="Contracts.Llm.WriteModelLimit"/>.</summary>
    public required string Document { get; set; }

    public long Rev { get; set; }
}
