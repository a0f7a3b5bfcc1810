using Refit;

namespace Sentralix.Contracts.Llm;

/// <summary>Price lists with their history. Admin contract of Llm. A call costs what was the price when it began; a price that has begun
/// is never changed, only followed by another.</summary>
[Contract("llm", ContractKind.Admin)]
public interface IModelPrices
{
    /// <summary>Adds prices, all or none: a whole price list in one call, for installations without a way out.</summary>
    /// <returns>The prices; <c>price_exists</c> (409) where one of the same model begins at the same moment.</returns>
    [Post("/llm/admin/v1/prices"), Scope("llm:write"), Answers(201)]
    Task<Result<Page<ModelPrice>>> Add([Body] WriteModelPrices body, CancellationToken cancellation);

    /// <summary>Prices, the operator's among them, in the order in which they were added.</summary>
    [Get("/llm/admin/v1/prices"), Scope("llm:read")]
    Task<Result<Page<ModelPrice>>> List(string? provider = null, string? model = null, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>Takes back a price that has not begun; one that has is refused with <c>price_in_force</c> (409).</summary>
    [Delete("/llm/admin/v1/prices/{id}"), Scope("llm:write")]
    Task<Result<Done>> Delete(string id, CancellationToken cancellation);
}

/// <summary>Prices as they are written.</summary>
public sealed record WriteModelPrices : IValidated
{
    /// <summary>1–500 prices.</summary>
    public required IReadOnlyList<WriteModelPrice> Prices { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(Prices is null || Prices.Count is < 1 or > 500, "prices", "must have 1 to 500 items");
        for (var i = 0; i < Math.Min(Prices?.Count ?? 0, 500); i++) Prices![i].Validate(faults, $"prices[{i}]");
    }
}

/// <summary>What a provider takes for a model, per million tokens.</summary>
public sealed record WriteModelPrice
{
    /// <summary>A provider's name or id.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's name of the model; <c>*</c>: all that have no price of their own.</summary>
    public required string Model { get; init; }

    /// <summary>Prompt tokens.</summary>
    public required Money Input { get; init; }

    /// <summary>Answer tokens, reasoning ones included.</summary>
    public required Money Output { get; init; }

    /// <summary>Prompt tokens out of the provider's cache; left out: as <see cref="Input"/>.</summary>
    public Money? CacheRead { get; init; }

    /// <summary>Prompt tokens put into the provider's cache; left out: as <see cref="Input"/>.</summary>
    public Money? CacheWrite { get; init; }

    /// <summary>Those that are kept for an hour; left out: as <see cref="CacheWrite"/>.</summary>
    public Money? CacheWriteHour { get; init; }

    /// <summary>Prompt tokens that are sound; left out: as <see cref="Input"/>.</summary>
    public Money? AudioIn { get; init; }

    /// <summary>Answer tokens that are sound; left out: as <see cref="Output"/>.</summary>
    public Money? AudioOut { get; init; }

    /// <summary>One call, besides its tokens; left out: nothing.</summary>
    public Money? Call { get; init; }

    /// <summary>Value added tax that comes on top, in hundredths of a percent (2000 = 20 %): 0–10000. It is part of what a call costs.</summary>
    public int VatBasisPoints { get; init; }

    /// <summary>From when; left out: from now.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    internal void Validate(Faults faults, string at)
    {
        faults.Text($"{at}.provider", Provider, 100);
        faults.Text($"{at}.model", Model, 256);
        foreach (var (name, price) in Named())
        {
            price?.Validate(faults, $"{at}.{name}");
            faults.When(price is not null && price.Currency != Input?.Currency, $"{at}.{name}.currency", "must be the currency of input");
        }

        faults.When(Input is null, $"{at}.input", "must not be empty");
        faults.When(Output is null, $"{at}.output", "must not be empty");
        faults.When(VatBasisPoints is < 0 or > 10_000, $"{at}.vat_basis_points", "must be 0 to 10000");
    }

    private IEnumerable<(string Name, Money? Price)> Named() =>
    [
        ("input", Input), ("output", Output), ("cache_read", CacheRead), ("cache_write", CacheWrite), ("cache_write_hour", CacheWriteHour),
        ("audio_in", AudioIn), ("audio_out", AudioOut), ("call", Call),
    ];
}

/// <summary>A price.</summary>
public sealed record ModelPrice
{
    /// <summary><c>prc_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is; <c>valid_from</c> always present.</summary>
    public required WriteModelPrice Price { get; init; }

    /// <summary>Whether it is the operator's and counts for every tenant that has none of its own.</summary>
    public required bool Shared { get; init; }
}
