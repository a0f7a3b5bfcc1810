using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>An address that VK calls back.</summary>
internal sealed class VkCallbackServer
{
    public required long Id { get; init; }

    public required Uri Url { get; set; }

    public required string Title { get; set; }

    public required string Secret { get; set; }

    /// <summary><c>unconfigured</c>, <c>wait</c>, <c>failed</c> or <c>ok</c>.</summary>
    public volatile string Status = "unconfigured";

    public ConcurrentDictionary<string, bool> Types { get; } = new();
}

/// <summary>The community's callback servers: they are confirmed before they get events, and an event that is not answered with <c>ok</c>
/// comes again.</summary>
internal sealed class VkCallbacks : ICallbackRules<VkCallbackServer>, IAsyncDisposable
{
    // VK postpones a redelivery by at most so much.
    private static readonly TimeSpan RetryAfterHorizon = TimeSpan.FromHours(3);

    private readonly ConcurrentDictionary<long, VkCallbackServer> servers = new();
    private readonly VkSettings settings;
    private readonly TimeProvider clock;
    private long lastId;

    public VkCallbacks(VkSettings settings, TimeProvider clock, UpdateLedger ledger)
    {
        this.settings = settings;
        this.clock = clock;
        Sender = new CallbackSender<VkCallbackServer>(this, ledger, clock, settings.Home);
    }

    public CallbackSender<VkCallbackServer> Sender { get; }

    public IReadOnlyList<VkCallbackServer> All => [.. servers.Values.OrderBy(server => server.Id)];

    public TimeSpan Patience => settings.Limits.CallbackPatience;

    public VkCallbackServer? Find(long id) => servers.GetValueOrDefault(id);

    public VkCallbackServer Add(Uri url, string title, string secret)
    {
        var server = new VkCallbackServer { Id = Interlocked.Increment(ref lastId), Url = url, Title = title, Secret = secret };
        servers[server.Id] = server;
        return server;
    }

    public bool Remove(long id) => servers.TryRemove(id, out _);

    public IEnumerable<VkCallbackServer> For(string type) =>
        servers.Values.Where(server => server.Status == "ok" && server.Types.GetValueOrDefault(type));

    public void Send(VkCallbackServer server, string key, long lane, byte[] body) => Sender.Send(new Parcel<VkCallbackServer>(server, key, lane, body));

    /// <summary>Asks the address for the community's code, in the background as VK does.</summary>
    public void Confirm(VkCallbackServer server, byte[] body)
    {
        server.Status = "wait";
        Sender.Begin();
        _ = Ask();

        async Task Ask()
        {
            try
            {
                using var content = new UpdateContent(body);
                using var request = new HttpRequestMessage(HttpMethod.Post, server.Url) { Content = content };
                using var answer = await Sender.Post(request);
                var said = answer is { StatusCode: HttpStatusCode.OK } ? await answer.Content.ReadAsStringAsync() : null;
                server.Status = said?.Trim() == settings.ConfirmationCode ? "ok" : "failed";
            }
            finally
            {
                Sender.End();
            }
        }
    }

    public bool Expects(Parcel<VkCallbackServer> parcel) => servers.TryGetValue(parcel.Receiver.Id, out var server) && server.Status != "failed";

    public HttpRequestMessage Request(Parcel<VkCallbackServer> parcel, HttpContent body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, parcel.Receiver.Url) { Content = body };
        if (parcel.Attempts > 1) request.Headers.TryAddWithoutValidation("X-Retry-Counter", (parcel.Attempts - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return request;
    }

    public async ValueTask<Verdict> Judge(Parcel<VkCallbackServer> parcel, HttpResponseMessage? answer, CancellationToken cancellation)
    {
        if (answer?.StatusCode == HttpStatusCode.OK)
        {
            var said = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellation)).Trim();
            if (said == "ok") return Verdict.Taken;
            if (said == "remove")
            {
                Remove(parcel.Receiver.Id);
                return Verdict.GiveUp;
            }
        }

        if (parcel.Attempts <= settings.Limits.RetryWaits.Count) return Verdict.Again(Asked(answer) ?? settings.Limits.RetryWaits[parcel.Attempts - 1]);
        if (!parcel.IsDuplicate) parcel.Receiver.Status = "failed";
        return Verdict.GiveUp;
    }

    public ValueTask DisposeAsync() => Sender.DisposeAsync();

    private TimeSpan? Asked(HttpResponseMessage? answer)
    {
        if (answer?.StatusCode is not (HttpStatusCode.Gone or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)) return null;
        if (answer.Headers.RetryAfter?.Date is not { } date) return null;
        var wait = date - clock.GetUtcNow();
        return wait > TimeSpan.Zero && wait < RetryAfterHorizon ? wait : null;
    }
}
