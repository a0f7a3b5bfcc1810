using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Accounting;

/// <summary>The prices that count for one tenant: its own where it has any for a model, else the operator's.</summary>
internal sealed class PriceBook
{
    private const string AnyModel = "*";

    private readonly Dictionary<(bool IsOwn, string Provider, string Model), List<Price>> prices = [];

    /// <param name="tenant">Whose.</param>
    /// <param name="rows">The newest first.</param>
    public PriceBook(string tenant, IEnumerable<PriceRow> rows)
    {
        foreach (var row in rows)
        {
            var key = (row.TenantId == tenant, row.Provider, row.Model);
            if (!prices.TryGetValue(key, out var list)) prices[key] = list = [];
            list.Add(Price.Of(row.Id, JsonSerializer.Deserialize<WriteModelPrice>(row.Document, SentralixJson.Options)! with { ValidFrom = row.ValidFrom }));
        }
    }

    public bool IsEmpty => prices.Count == 0;

    /// <summary>The prices of a model with their history, the newest first; empty: nobody knows.</summary>
    public IReadOnlyList<Price> Of(Upstream upstream, string model)
    {
        foreach (var isOwn in (ReadOnlySpan<bool>)[true, false])
            foreach (var name in (ReadOnlySpan<string>)[model, AnyModel])
                foreach (var provider in (ReadOnlySpan<string>)[upstream.Name, upstream.Id])
                    if (prices.TryGetValue((isOwn, provider, name), out var found)) return found;
        return [];
    }
}
