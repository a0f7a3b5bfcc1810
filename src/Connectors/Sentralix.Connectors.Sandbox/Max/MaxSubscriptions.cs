using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>A webhook of the bot.</summary>
internal sealed class MaxSubscription(Uri url, string? secret, IReadOnlyList<string> types, DateTimeOffset at)
{
    private long failingSince;

    public Uri Url { get; } = url;

    public string? Secret { get; } = secret;

    /// <summary>What it wants; empty: everything.</summary>
    public IReadOnlyList<string> Types { get; } = types;

    public DateTimeOffset At { get; } = at;

    public void Succeeded() => Interlocked.Exchange(ref failingSince, 0);

    /// <summary>Counts a failure, and returns since when there was nothing else.</summary>
    public DateTimeOffset Failed(DateTimeOffset now)
    {
        var since = Interlocked.CompareExchange(ref failingSince, now.UtcTicks, 0);
        return since == 0 ? now : new DateTimeOffset(since, TimeSpan.Zero);
    }
}

/// <summary>The bot's webhooks: an update that is not answered with 200 comes again, and a webhook that takes nothing for hours is dropped.</summary>
internal sealed partial class MaxSubscriptions : ICallbackRules<MaxSubscription>, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, MaxSubscription> subscriptions = new();
    private readonly ConcurrentDictionary<string, Uri> hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly MaxLimits limits;
    private readonly TimeProvider clock;

    public MaxSubscriptions(MaxLimits limits, TimeProvider clock, UpdateLedger ledger, StandInHome home)
    {
        this.limits = limits;
        this.clock = clock;
        Sender = new CallbackSender<MaxSubscription>(this, ledger, clock, home);
    }

    public CallbackSender<MaxSubscription> Sender { get; }

    public IReadOnlyList<MaxSubscription> All => [.. subscriptions.Values.OrderBy(subscription => subscription.At)];

    public bool Any => !subscriptions.IsEmpty;

    public TimeSpan Patience => limits.WebhookPatience;

    public void PointHost(string host, Uri at) => hosts[host] = at;

    public MaxAnswer Subscribe(string? url, string? secret, IReadOnlyList<string> types)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return MaxAnswer.Bad("url: must be a valid address");
        if (secret is not null && !Secret().IsMatch(secret)) return MaxAnswer.Bad("secret: must match [A-Za-z0-9_-]{5,256}");
        if (limits.PublicWebhooksOnly && (address.Scheme != "https" || url!.Contains($"{address.Host}:", StringComparison.OrdinalIgnoreCase)))
            return MaxAnswer.NoSuccess("Webhook must be HTTPS on port 443");
        subscriptions[url!] = new MaxSubscription(address, secret, types, clock.GetUtcNow());
        return MaxAnswer.Success;
    }

    public MaxAnswer Unsubscribe(string? url) => subscriptions.TryRemove(url ?? "", out _) ? MaxAnswer.Success : MaxAnswer.NoSuccess("Subscription not found");

    public void Send(string type, string key, long chat, byte[] body)
    {
        foreach (var subscription in subscriptions.Values)
        {
            if (subscription.Types.Count == 0 || subscription.Types.Contains(type)) Sender.Send(new Parcel<MaxSubscription>(subscription, key, chat, body));
        }
    }

    public bool Expects(Parcel<MaxSubscription> parcel) => subscriptions.TryGetValue(parcel.Receiver.Url.OriginalString, out var there) && there == parcel.Receiver;

    public HttpRequestMessage Request(Parcel<MaxSubscription> parcel, HttpContent body)
    {
        var url = parcel.Receiver.Url;
        var request = new HttpRequestMessage(HttpMethod.Post, hosts.TryGetValue(url.Host, out var here) ? new Uri(here, url.PathAndQuery) : url) { Content = body };
        if (parcel.Receiver.Secret is { } secret) request.Headers.TryAddWithoutValidation("X-Max-Bot-Api-Secret", secret);
        return request;
    }

    public ValueTask<Verdict> Judge(Parcel<MaxSubscription> parcel, HttpResponseMessage? answer, CancellationToken cancellation)
    {
        var subscription = parcel.Receiver;
        if (answer?.StatusCode == HttpStatusCode.OK)
        {
            subscription.Succeeded();
            return ValueTask.FromResult(Verdict.Taken);
        }

        var now = clock.GetUtcNow();
        if (now - subscription.Failed(now) >= Sender.Delivery.Paced(limits.UnsubscribedAfter))
        {
            subscriptions.TryRemove(KeyValuePair.Create(subscription.Url.OriginalString, subscription));
            return ValueTask.FromResult(Verdict.GiveUp);
        }

        return ValueTask.FromResult(parcel.Attempts > limits.Retries ? Verdict.GiveUp : Verdict.Again(limits.FirstRetry * Math.Pow(limits.RetryFactor, parcel.Attempts - 1)));
    }

    public ValueTask DisposeAsync() => Sender.DisposeAsync();

    [GeneratedRegex("^[A-Za-z0-9_-]{5,256}$")]
    private static partial Regex Secret();
}
