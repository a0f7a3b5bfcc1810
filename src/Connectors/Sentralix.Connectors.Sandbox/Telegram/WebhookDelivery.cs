using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Calls a webhook with updates: each lane strictly serial, lanes beside each other up to <c>max_connections</c>. Any 2xx is
/// delivered; else the first retry is at once, then the wait doubles from 2 s up to between 60 and 120 s; <c>Retry-After</c> is obeyed up
/// to an hour.</summary>
internal sealed class WebhookDelivery : IDisposable
{
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);
    private static readonly TimeSpan GoneCloses = TimeSpan.FromHours(23);

    private readonly UpdateLog log;
    private readonly DeliverySwitches switches;
    private readonly TimeProvider clock;
    private readonly HttpMessageInvoker http;
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationToken stopped;
    private readonly ConcurrentDictionary<string, Lane> lanes = new();
    private readonly Channel<Lane> ready = Channel.CreateUnbounded<Lane>();
    private DateTimeOffset? goneSince;

    public WebhookDelivery(UpdateLog log, Webhook webhook, DeliverySwitches switches, TimeProvider clock, StandInHome home)
    {
        this.log = log;
        this.switches = switches;
        this.clock = clock;
        Webhook = webhook;
        stopped = stop.Token;
        http = new HttpMessageInvoker(home.Out(() => Network(webhook)), home.OwnsWayOut);
        Workers = Task.WhenAll(Enumerable.Range(0, webhook.MaxConnections).Select(_ => Task.Run(Work)));
    }

    public Webhook Webhook { get; }

    /// <summary>Completes soon after it was disposed.</summary>
    public Task Workers { get; }

    public void Offer(MadeUpdate update)
    {
        var lane = lanes.GetOrAdd(update.Lane, _ => new Lane());
        if (lane.Add(update)) ready.Writer.TryWrite(lane);
    }

    public void Dispose()
    {
        stop.Cancel();
        ready.Writer.TryComplete();
        foreach (var lane in lanes.Values) lane.Rest?.Dispose();
        http.Dispose();
        stop.Dispose();
    }

    private static SocketsHttpHandler Network(Webhook webhook)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = webhook.MaxConnections, UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (webhook.Certificate is { } own)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(own);
        }

        return handler;
    }

    private async Task Work()
    {
        try
        {
            await foreach (var lane in ready.Reader.ReadAllAsync(stopped)) await Serve(lane);
        }
        catch (Exception stopping) when (stopped.IsCancellationRequested && stopping is OperationCanceledException or ObjectDisposedException)
        {
            // The webhook was replaced or removed, or the stand-in stops.
        }
    }

    private async Task Serve(Lane lane)
    {
        var update = lane.Pick(switches.ReorderWindow);
        var wait = await Deliver(lane, update);
        if (wait is null)
        {
            if (lane.Done(update)) ready.Writer.TryWrite(lane);
        }
        else if (wait == TimeSpan.Zero)
        {
            ready.Writer.TryWrite(lane);
        }
        else
        {
            lane.Rest?.Dispose();
            lane.Rest = clock.CreateTimer(_ => ready.Writer.TryWrite(lane), null, wait.Value, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Null: done with it. Otherwise when to try again.</summary>
    private async Task<TimeSpan?> Deliver(Lane lane, MadeUpdate update)
    {
        if (update.State is not UpdateState.Pending) return null;
        if (update.ExpiresAt <= clock.GetUtcNow())
        {
            log.Settle(update, UpdateState.Expired);
            return null;
        }

        if (switches.Delay > TimeSpan.Zero) await Task.Delay(switches.Delay, clock, stopped);
        var body = update.Body;
        var outcome = await Post(update, body, switches.NextIsCut());
        if (outcome.Delivered)
        {
            update.Passage.Taken();
            lane.Failures = 0;
            if (switches.NextIsDuplicate()) await Post(update, body, cut: false);
            log.Settle(update, UpdateState.Delivered);
            return null;
        }

        Webhook.Failed(clock.GetUtcNow(), outcome.Words);
        return (outcome.RetryAfter ?? Backoff(lane.Failures++)) * switches.Pace;
    }

    private static TimeSpan Backoff(int failures)
    {
        if (failures == 0) return TimeSpan.Zero;
        var cap = 60 + (Random.Shared.NextDouble() * 60);
        return TimeSpan.FromSeconds(Math.Min(cap, Math.Pow(2, Math.Min(failures, 10))));
    }

    private async Task<Outcome> Post(MadeUpdate update, byte[] body, bool cut)
    {
        update.Tried();
        using var request = new HttpRequestMessage(HttpMethod.Post, Webhook.Url);
        request.Content = cut ? new CutContent(body) : new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (Webhook.Secret is { } secret) request.Headers.TryAddWithoutValidation("X-Telegram-Bot-Api-Secret-Token", secret);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        patience.CancelAfter(switches.AnswerTimeout);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(patience.Token);
            NoteGone(response.StatusCode);
            if (response.IsSuccessStatusCode)
            {
                await ExecuteAnswer(response, answer);
                return new Outcome(true, "", null);
            }

            return new Outcome(false, $"Wrong response from the webhook: {(int)response.StatusCode} {response.ReasonPhrase}", Asked(response));
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            return new Outcome(false, "Read timeout expired", null);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            var words = (broken as HttpRequestException)?.HttpRequestError switch
            {
                HttpRequestError.SecureConnectionError => "SSL error {error:0A000086:SSL routines::certificate verify failed}",
                HttpRequestError.ConnectionError when !cut => "Connection refused",
                _ => "Connection closed",
            };
            return new Outcome(false, words, null);
        }
    }

    private async Task ExecuteAnswer(HttpResponseMessage response, byte[] answer)
    {
        if (answer.Length == 0 || response.Content.Headers.ContentType?.MediaType != "application/json") return;
        try
        {
            var call = JsonSerializer.Deserialize<JsonElement>(answer);
            if (call.ValueKind is JsonValueKind.Object && call.TryGetProperty("method", out _)) await Webhook.Execute(call);
        }
        catch (JsonException)
        {
            // Delivered all the same: only the status counts.
        }
    }

    private void NoteGone(HttpStatusCode status)
    {
        var now = clock.GetUtcNow();
        if (status is not HttpStatusCode.Gone) goneSince = null;
        else if (goneSince is null) goneSince = now;
        else if (now - goneSince >= GoneCloses) log.SetWebhook(null, dropPending: false);
    }

    private TimeSpan? Asked(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return asked > LongestAsked ? LongestAsked : asked;
    }

    private readonly record struct Outcome(bool Delivered, string Words, TimeSpan? RetryAfter);

    /// <summary>The updates that must follow each other.</summary>
    private sealed class Lane
    {
        private readonly Lock gate = new();
        private readonly List<MadeUpdate> waiting = [];

        public int Failures { get; set; }

        public ITimer? Rest { get; set; }

        /// <summary>Whether the lane was idle and has to be served.</summary>
        public bool Add(MadeUpdate update)
        {
            lock (gate)
            {
                waiting.Add(update);
                return waiting.Count == 1;
            }
        }

        public MadeUpdate Pick(int window)
        {
            lock (gate) return waiting[window <= 1 ? 0 : Random.Shared.Next(Math.Min(window, waiting.Count))];
        }

        /// <summary>Whether there is more to serve.</summary>
        public bool Done(MadeUpdate update)
        {
            lock (gate)
            {
                waiting.Remove(update);
                return waiting.Count > 0;
            }
        }
    }
}
