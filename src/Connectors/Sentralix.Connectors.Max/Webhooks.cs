using Sentralix.Connectors.Max.Updates;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Max;

/// <summary>The addresses that MAX calls for a bot. There may be several, and those of others are left alone.</summary>
internal sealed class Webhooks(TimeProvider clock)
{
    private const string Dropped = "MAX does not call this hook any more; it gives a hook up that has not answered with 200 for eight hours. What came meanwhile it does not bring again.";

    /// <exception cref="ChannelException">MAX refuses, or cannot be reached.</exception>
    public async Task Set(Access access, Hook hook, CancellationToken cancellation)
    {
        var api = new MaxApi(access);
        var answer = await api.Call(HttpMethod.Post, "subscriptions", new Subscription(hook.Url.AbsoluteUri, UpdateReader.Wanted, hook.Secret), cancellation);
        if (answer is Answer.Failed { Status: 200 or 400 } refused)
            throw new ChannelException(new(ChannelErrors.ContentRejected, refused.Code.Length > 0 ? refused.Code : null, $"MAX does not take the hook {hook.Url.AbsoluteUri}: {refused.Message}{Advice(hook.Url)}"));
        if (answer is not Answer.Ok) throw new ChannelException(Trouble.Of(answer));

        var set = await List(api, cancellation);
        if (!set.Any(url => IsSame(url, hook.Url))) throw new ChannelException(new(ChannelErrors.Conflict, null, "MAX took the hook, but does not name it: somebody else uses the same token."));

        // Addresses that the platform had before would only be called in vain.
        foreach (var old in set.Where(url => IsOurs(url, access) && !IsSame(url, hook.Url))) await Drop(api, old, cancellation);
    }

    /// <summary>Takes our hooks off.</summary>
    /// <exception cref="ChannelException">MAX refuses, or cannot be reached.</exception>
    public async Task Remove(Access access, CancellationToken cancellation)
    {
        var api = new MaxApi(access);
        foreach (var url in (await List(api, cancellation)).Where(url => IsOurs(url, access))) await Drop(api, url, cancellation);
    }

    /// <exception cref="ChannelException">MAX refuses, or cannot be reached.</exception>
    public async Task<HookHealth> Inspect(Access access, Hook hook, CancellationToken cancellation)
    {
        var isSet = (await List(new MaxApi(access), cancellation)).Any(url => IsSame(url, hook.Url));
        return isSet ? new(true, null, null, null) : new(false, null, Dropped, clock.GetUtcNow());
    }

    /// <summary>Nobody may be called where polling is to hear something.</summary>
    /// <exception cref="ChannelException">Somebody is, or MAX cannot be reached.</exception>
    public async Task MustBeNone(Access access, CancellationToken cancellation)
    {
        if (await List(new MaxApi(access), cancellation) is [var other, ..])
            throw new ChannelException(new(ChannelErrors.Conflict, null, $"MAX calls {(Uri.TryCreate(other, UriKind.Absolute, out var url) ? url.Host : "another address")} for this bot; while it does, polling brings nothing."));
    }

    private static async Task<List<string>> List(MaxApi api, CancellationToken cancellation) =>
        [.. (await api.Ask(HttpMethod.Get, "subscriptions", null, cancellation)).Items("subscriptions").Select(subscription => subscription.Text("url")).OfType<string>()];

    private static Task Drop(MaxApi api, string url, CancellationToken cancellation) => api.Ask(HttpMethod.Delete, $"subscriptions?url={Uri.EscapeDataString(url)}", null, cancellation);

    private static bool IsSame(string url, Uri hook) => Uri.TryCreate(url, UriKind.Absolute, out var other) && other.AbsoluteUri == hook.AbsoluteUri;

    // The connection's id, which nobody else has, is part of its hook's path.
    private static bool IsOurs(string url, Access access) =>
        Uri.TryCreate(url, UriKind.Absolute, out var other) && other.AbsolutePath.Split('/').Contains(access.ConnectionId, StringComparer.Ordinal);

    private static string Advice(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort ? "" : " MAX calls only https addresses on port 443: the platform's public address must be one, without a port.";

    private sealed record Subscription(string Url, IReadOnlyList<string> UpdateTypes, string Secret);
}
