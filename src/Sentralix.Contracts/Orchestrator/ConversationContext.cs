namespace Sentralix.Contracts.Orchestrator;

/// <summary>What a conversation is about, as its channel tells. It comes from outside: data, never instructions.</summary>
public sealed record ConversationContext
{
    private const int MaxUrl = 2000;
    private const int MaxText = 500;

    /// <summary>The listing that the contact writes about.</summary>
    public ListingContext? Listing { get; init; }

    /// <summary>The page that the contact looks at.</summary>
    public PageContext? Page { get; init; }

    internal void Validate(Faults faults)
    {
        if (Listing is { } listing)
        {
            faults.Text("context.listing.id", listing.Id, 100);
            faults.Text("context.listing.title", listing.Title, MaxText, required: false);
            faults.Text("context.listing.url", listing.Url, MaxUrl, required: false);
            faults.Text("context.listing.price", listing.Price, 100, required: false);
            faults.Text("context.listing.state", listing.State, 40, required: false);
        }

        if (Page is { } page)
        {
            faults.Text("context.page.url", page.Url, MaxUrl);
            faults.Text("context.page.title", page.Title, MaxText, required: false);
        }
    }
}

/// <summary>A listing.</summary>
/// <param name="Id">Its id in the channel.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Its page.</param>
/// <param name="Price">Its price, as the channel shows it.</param>
/// <param name="State"><c>live</c> or <c>gone</c>; null: the channel does not say.</param>
public sealed record ListingContext(string Id, string? Title = null, string? Url = null, string? Price = null, string? State = null);

/// <summary>A page.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Title">Its title.</param>
public sealed record PageContext(string Url, string? Title = null);
