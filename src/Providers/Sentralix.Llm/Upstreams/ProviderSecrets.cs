using Sentralix.Llm.Storage;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams;

/// <summary>Seals and opens what providers' rows keep secret. What was sealed for one row opens in no other.</summary>
internal sealed class ProviderSecrets(SecretBox box)
{
    public byte[] SealKey(string tenant, string id, string secret) => box.Seal(tenant, id, secret);

    public string Open(ProviderKeyRow key) => box.Open(key.TenantId, key.Id, key.Secret);

    public byte[]? SealProxy(string tenant, string id, string? address) => address is null ? null : box.Seal(tenant, OfProxy(id), address);

    public string? OpenProxy(ProviderRow provider) => provider.ProxyUrl is null ? null : box.Open(provider.TenantId, OfProxy(provider.Id), provider.ProxyUrl);

    private static string OfProxy(string id) => $"{id}/proxy";
}
