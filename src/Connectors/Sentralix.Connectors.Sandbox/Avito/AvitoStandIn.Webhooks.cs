using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sentralix.Connectors.Sandbox.Avito;

public sealed partial class AvitoStandIn
{
    private void MapWebhooks(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/messenger/v3/webhook", http => Call(http, AvitoOperations.Subscribe, ReadScope, Subscribe));
        routes.MapPost("/messenger/v1/subscriptions", http => Call(http, AvitoOperations.Subscriptions, ReadScope, ListSubscriptions));
        routes.MapPost("/messenger/v1/webhook/unsubscribe", http => Call(http, AvitoOperations.Unsubscribe, ReadScope, Unsubscribe));
    }

    private async Task<AvitoReply> Subscribe(AvitoCall call)
    {
        if (await Body(call.Http) is not { } body || Text(body, "url") is not { } url || !IsAddress(url)) return AvitoReply.Error(400, "Bad Request", ("url", "an absolute address"));
        var isNew = call.Account.Subscriptions.TryAdd(url, new AvitoSubscription(url, "3", false));
        if (!isNew && RefusesRepeatedSubscription) return AvitoReply.Error(409, "the address is subscribed");
        if (Delivery.ProbesOnSubscribe) await webhooks.Probe(new Uri(url));
        return AvitoReply.Done;
    }

    private static Task<AvitoReply> ListSubscriptions(AvitoCall call) => Task.FromResult(AvitoReply.Ok(AvitoWire.Object(w =>
    {
        w.WriteStartArray("subscriptions");
        foreach (var subscription in call.Account.Subscriptions.Values)
        {
            w.WriteStartObject();
            w.WriteString("url", subscription.Url);
            w.WriteString("version", subscription.Version);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    })));

    private static async Task<AvitoReply> Unsubscribe(AvitoCall call)
    {
        if (await Body(call.Http) is not { } body || Text(body, "url") is not { } url) return AvitoReply.Error(400, "Bad Request", ("url", "required"));
        return call.Account.Subscriptions.TryRemove(url, out _) ? AvitoReply.Done : AvitoReply.Error(404, "subscription not found");
    }

    private static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
