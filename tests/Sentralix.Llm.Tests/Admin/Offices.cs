using Sentralix.Compliance.Storage;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Tests.Admin;

/// <summary>The databases of one test class: made when first asked for, dropped at its end. Tests keep apart by their tenants.</summary>
public sealed class Offices : IAsyncDisposable
{
    private readonly Dictionary<StoreKind, StoreKit<LlmDbContext>> kits = [];

    /// <summary>The admin contracts as a process of its own would run them, for a tenant nobody else uses.</summary>
    internal async Task<Office> On(StoreKind kind, params string[] allowedHosts)
    {
        if (!kits.TryGetValue(kind, out var kit)) kits[kind] = kit = await StoreKit<LlmDbContext>.Open(kind);
        return new Office(kit, allowedHosts);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var kit in kits.Values) await kit.DisposeAsync();
    }
}
