using System.Collections.Concurrent;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>A seller's account.</summary>
public sealed class AvitoAccount
{
    private readonly ConcurrentQueue<BlacklistEntry> blacklist = new();

    internal AvitoAccount(long id, string clientId, string clientSecret)
    {
        Id = id;
        ClientId = clientId;
        ClientSecret = clientSecret;
        Name = $"Магазин {id}";
    }

    /// <summary>The number in every messenger path.</summary>
    public long Id { get; }

    /// <summary>The account's own key.</summary>
    public string ClientId { get; }

    /// <summary>The secret of the account's own key.</summary>
    public string ClientSecret { get; }

    /// <summary>The name that buyers see.</summary>
    public string Name { get; set; }

    /// <summary>False: the tariff does not include the messenger's API.</summary>
    public bool IsPaid { get; set; } = true;

    /// <summary>The status that an account answers whose tariff lacks the API: 402 as described, 403 as also met.</summary>
    public int UnpaidStatus { get; set; } = 402;

    /// <summary>Buyers that the bot has blocked.</summary>
    public IReadOnlyList<BlacklistEntry> Blacklist => [.. blacklist];

    internal ConcurrentDictionary<string, AvitoChat> Chats { get; } = new();

    internal ConcurrentDictionary<long, AvitoItem> Items { get; } = new();

    internal ConcurrentDictionary<string, AvitoSubscription> Subscriptions { get; } = new();

    internal ConcurrentDictionary<string, MinuteWindow> Windows { get; } = new();

    internal void Block(BlacklistEntry entry) => blacklist.Enqueue(entry);

    internal bool HasBlocked(long buyer) => !blacklist.IsEmpty && blacklist.Any(b => b.BuyerId == buyer);
}

/// <summary>A buyer that the bot has blocked.</summary>
/// <param name="BuyerId">Whom.</param>
/// <param name="ItemId">About which listing; null: not told.</param>
/// <param name="ReasonId">1 spam, 2 fraud, 3 insults, 4 other.</param>
public sealed record BlacklistEntry(long BuyerId, long? ItemId, int ReasonId);

/// <summary>A listing.</summary>
public sealed class AvitoItem
{
    internal AvitoItem(long id, string title, long price, string sku)
    {
        Id = id;
        Title = title;
        Price = price;
        Sku = sku;
    }

    /// <summary>Its number.</summary>
    public long Id { get; }

    /// <summary>Its title.</summary>
    public string Title { get; }

    /// <summary>Its price in roubles.</summary>
    public long Price { get; }

    /// <summary>The seller's own number of it.</summary>
    public string Sku { get; }

    /// <summary>Its state: <c>active</c>, <c>removed</c>, <c>old</c>, <c>blocked</c>, <c>rejected</c>.</summary>
    public string Status { get; set; } = "active";

    /// <summary>True where it belongs to an employee of the account: <c>/core/v1/items</c> does not list it then.</summary>
    public bool BelongsToEmployee { get; set; }

    internal string Url => $"https://www.avito.ru/items/{Id}";
}

/// <summary>A webhook of an account.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Version">The version of what is delivered.</param>
/// <param name="IsForeign">True for another integration's address, where nothing is delivered to.</param>
public sealed record AvitoSubscription(string Url, string Version, bool IsForeign);

/// <summary>Counts requests of a minute.</summary>
internal sealed class MinuteWindow
{
    private readonly Lock gate = new();
    private long minute;
    private int used;

    /// <summary>Takes one request; how many remain, or -1 where none was left.</summary>
    public int Take(int limit, DateTimeOffset now)
    {
        lock (gate)
        {
            var current = now.ToUnixTimeSeconds() / 60;
            if (current != minute) (minute, used) = (current, 0);
            return used < limit ? limit - ++used : -1;
        }
    }
}
