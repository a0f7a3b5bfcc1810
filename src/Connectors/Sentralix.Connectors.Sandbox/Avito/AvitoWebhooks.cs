using System.Net;
using System.Net.Sockets;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Avito's notifications: a message to every address that its account has subscribed.</summary>
internal sealed class AvitoWebhooks
{
    private readonly TimeProvider clock;

    public AvitoWebhooks(TimeProvider clock, StandInHome home)
    {
        this.clock = clock;
        Courier = new Courier(home);
        Updates = new UpdateLog(home.Records);
        Delivery = new AvitoDelivery(Courier);
    }

    public Courier Courier { get; }

    public UpdateLog Updates { get; }

    public AvitoDelivery Delivery { get; }

    /// <summary>Tells of a message.</summary>
    /// <returns>What the first address says in the end; null where there is no address.</returns>
    public Task<DeliveryAnswer>? Tell(AvitoChat chat, AvitoMessage message, string kind)
    {
        Task<DeliveryAnswer>? first = null;
        byte[]? body = null;
        foreach (var subscription in chat.Account.Subscriptions.Values)
        {
            var address = new Uri(subscription.Url);
            if (subscription.IsForeign || !Reaches(address)) continue;
            body ??= AvitoWire.Notification(chat, message, clock.GetUtcNow());
            var update = Updates.Add(message.Id, chat.Id, kind, message.Created);
            var delivered = Courier.Take(new Parcel(update, address, body, Delivery.Rules(), Headers(body, chat.Account)));
            first ??= delivered;
        }

        if (first is null) Updates.Add(message.Id, chat.Id, kind, message.Created).State = UpdateState.Nowhere;
        return first;
    }

    /// <summary>Asks an address whether it lives, as Avito's manual does with curl: an empty object, named a form.</summary>
    public async Task<DeliveryAnswer> Probe(Uri address)
    {
        var update = new Update(0, "", "", "probe", clock.GetUtcNow());
        var answer = await Courier.PostNow(new Parcel(update, address, "{}"u8.ToArray(), Delivery.Rules(), [new("Accept", "*/*"), new("User-Agent", "curl/7.88.1")])
        {
            ContentType = "application/x-www-form-urlencoded",
        });
        lock (Delivery.Asked) Delivery.Asked.Add(answer);
        return answer;
    }

    private KeyValuePair<string, string>[] Headers(byte[] body, AvitoAccount account) =>
        Delivery.Sign(body, account.ClientSecret) is { } signature ? [new("x-avito-messenger-signature", signature)] : [];

    private bool Reaches(Uri address)
    {
        if (Delivery.ReachesPrivateAddresses) return true;
        if (address.IsLoopback) return false;
        if (!IPAddress.TryParse(address.IdnHost, out var ip) || ip.AddressFamily != AddressFamily.InterNetwork) return true;
        var parts = ip.GetAddressBytes();
        return parts is not ([10, ..] or [192, 168, ..] or [172, >= 16 and < 32, ..] or [169, 254, ..]);
    }
}
