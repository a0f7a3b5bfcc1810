using System.Net;
using System.Text.Json;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Hooks;

/// <summary>The addresses that Avito calls for an account. Subscriptions have no secret of their own, so ours is the address's last part.</summary>
internal sealed class Subscriptions(Access access, AvitoApi api)
{
    /// <summary>Has Avito call a hook, and no older address of the same connection.</summary>
    /// <exception cref="ChannelException">Avito refuses, or cannot be reached.</exception>
    public async Task Set(Hook hook, CancellationToken cancellation)
    {
        if (AvitoAddress.IsAvito(access) && !IsPublic(hook.Url))
            throw new ChannelException(new(ChannelErrors.ContentRejected, null, $"Avito calls public HTTPS addresses only, and would never call '{hook.Url.GetLeftPart(UriPartial.Authority)}'."));

        var address = AddressOf(hook);
        await Subscribe(address, cancellation);
        var all = await List(cancellation);
        if (all.Exists(s => s.Url == address && !s.IsCurrent))
        {
            // Subscribed by an older version of the API, whose messages have other ids.
            await Unsubscribe(address, cancellation);
            await Subscribe(address, cancellation);
            all = await List(cancellation);
        }

        if (!all.Exists(s => s.Url == address && s.IsCurrent)) throw new ChannelException(new(ChannelErrors.Conflict, null, "Avito took the address, but does not name it among those that it calls."));

        // The new one is heard already, so nothing is lost.
        foreach (var old in all.Where(s => s.Url != address && IsOurs(s))) await Unsubscribe(old.Url, cancellation);
    }

    /// <summary>Has Avito call this connection no more. Others' addresses stay.</summary>
    /// <exception cref="ChannelException">Avito refuses, or cannot be reached.</exception>
    public async Task Remove(CancellationToken cancellation)
    {
        foreach (var ours in (await List(cancellation)).Where(IsOurs)) await Unsubscribe(ours.Url, cancellation);
    }

    /// <exception cref="ChannelException">Avito refuses, or cannot be reached.</exception>
    public async Task<HookHealth> Inspect(Hook hook, CancellationToken cancellation)
    {
        var all = await List(cancellation);
        var others = all.Where(s => !IsOurs(s)).Select(s => HostOf(s.Url)).Distinct().Order(StringComparer.Ordinal).ToArray();

        // It has no time, because it is no trouble by itself: another system may only listen.
        var words = others.Length > 0 ? $"Another system is called for the same account, and may answer the same chats: {string.Join(", ", others)}." : null;
        return new(all.Exists(s => s.Url == AddressOf(hook) && s.IsCurrent), null, words, null);
    }

    private static string AddressOf(Hook hook) => $"{hook.Url.AbsoluteUri.TrimEnd('/')}/{hook.Secret}";

    private async Task Subscribe(string address, CancellationToken cancellation)
    {
        var answer = await api.Call(HttpMethod.Post, "/messenger/v3/webhook", new { url = address }, cancellation);

        // To be subscribed already is what was asked for.
        if (answer is not (Answer.Ok or Answer.Failed { Status: 409 })) throw new ChannelException(Trouble.Of(answer));
    }

    private async Task Unsubscribe(string address, CancellationToken cancellation)
    {
        var answer = await api.Call(HttpMethod.Post, "/messenger/v1/webhook/unsubscribe", new { url = address }, cancellation);
        if (answer is not (Answer.Ok or Answer.Failed { Status: 404 })) throw new ChannelException(Trouble.Of(answer));
    }

    private async Task<List<Subscription>> List(CancellationToken cancellation)
    {
        var told = await api.Ask(HttpMethod.Post, "/messenger/v1/subscriptions", new { }, cancellation);
        if (told.ValueKind != JsonValueKind.Object || !told.TryGetProperty("subscriptions", out var all) || all.ValueKind != JsonValueKind.Array)
            throw new ChannelException(Trouble.Network("Avito gave no list of subscriptions."));
        return [.. all.EnumerateArray().Select(s => new Subscription(Json.Text(s, "url") ?? "", Json.Id(s, "version") ?? ""))];
    }

    // …/{connection}/{secret}: the connection's id is nobody else's, whatever the secret was.
    private bool IsOurs(Subscription subscription) =>
        Uri.TryCreate(subscription.Url, UriKind.Absolute, out var url) && url.AbsolutePath.Split('/') is { Length: > 2 } path && path[^2] == access.ConnectionId;

    // An address of others may hold their secrets.
    private static string HostOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.Host : "?";

    private static bool IsPublic(Uri url) => url.Scheme == Uri.UriSchemeHttps && !url.IsLoopback && (!IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) || !IsPrivate(ip));

    private static bool IsPrivate(IPAddress ip) => (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).GetAddressBytes() is
        [0 or 10 or 127, _, _, _] or [172, >= 16 and < 32, _, _] or [192, 168, _, _] or [169, 254, _, _] or [100, >= 64 and < 128, _, _] or [0xFC or 0xFD, _, _, _, _, ..] or [0xFE, >= 0x80, _, _, _, ..];

    private sealed record Subscription(string Url, string Version)
    {
        public bool IsCurrent => Version.TrimStart('v', 'V').Split('.')[0] == "3";
    }
}
