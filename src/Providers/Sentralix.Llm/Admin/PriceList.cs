using Sentralix.Contracts;
using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Admin;

/// <summary>Prices as they are kept: with the provider's name and the moment from which they count.</summary>
internal static class PriceList
{
    public static Result<IReadOnlyList<WriteModelPrice>> Read(IReadOnlyList<WriteModelPrice> given, KnownProviders providers, DateTimeOffset now)
    {
        var faults = new Faults();
        var read = new List<WriteModelPrice>(given.Count);
        var first = new Dictionary<(string, string, DateTimeOffset), int>();
        for (var i = 0; i < given.Count; i++)
        {
            if (providers.Find(given[i].Provider) is not { } provider)
            {
                faults.Add($"prices[{i}].provider", "is not a provider that you have");
                continue;
            }

            if (provider.IsBuiltin)
            {
                faults.Add($"prices[{i}].provider", "costs nothing");
                continue;
            }

            var price = given[i] with { Provider = provider.Name, ValidFrom = Kept(given[i].ValidFrom ?? now) };
            if (first.TryGetValue((price.Provider, price.Model, price.ValidFrom!.Value), out var same)) faults.Add($"prices[{i}].valid_from", $"is the same as that of prices[{same}]");
            else first.Add((price.Provider, price.Model, price.ValidFrom.Value), i);
            read.Add(price);
        }

        return faults.Refusal is { } refusal ? refusal : read;
    }

    // In the precision that databases keep, so that equal moments are equal everywhere.
    private static DateTimeOffset Kept(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
