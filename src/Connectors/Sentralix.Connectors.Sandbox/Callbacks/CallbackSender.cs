using System.Threading.Channels;

namespace Sentralix.Connectors.Sandbox.Callbacks;

/// <summary>Delivers updates to webhooks. Updates of one conversation are sent one after another; one that was not taken comes again later
/// and does not hold those behind it, so retries change the order, as they do at the channels that use this.</summary>
internal sealed class CallbackSender<TReceiver> : IAsyncDisposable
{
    private const int LaneCount = 32;

    // Long enough for a receiver on the loopback to have read the update, short enough that it has hardly answered.
    private static readonly TimeSpan CutAfter = TimeSpan.FromMilliseconds(2);

    private readonly ICallbackRules<TReceiver> rules;
    private readonly UpdateLedger ledger;
    private readonly TimeProvider clock;
    private readonly HttpClient http;
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<Parcel<TReceiver>>[] lanes;
    private readonly Task[] workers;
    private readonly Tally tally = new();

    public CallbackSender(ICallbackRules<TReceiver> rules, UpdateLedger ledger, TimeProvider clock, StandInHome home)
    {
        this.rules = rules;
        this.ledger = ledger;
        this.clock = clock;
        http = new HttpClient(home.Out(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        }), home.OwnsWayOut)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        lanes = [.. Enumerable.Range(0, LaneCount).Select(_ => Channel.CreateUnbounded<Parcel<TReceiver>>(new() { SingleReader = true }))];
        workers = [.. lanes.Select((lane, index) => Task.Run(() => Work(lane.Reader, index)))];
    }

    /// <summary>May be changed while updates are delivered.</summary>
    public DeliveryRules Delivery { get; set; } = new();

    /// <summary>How many deliveries are neither taken nor given up.</summary>
    public int Pending => tally.Open;

    public void Send(Parcel<TReceiver> parcel)
    {
        parcel.ReadyAt = clock.GetTimestamp() + (long)(Delivery.Delay.TotalSeconds * clock.TimestampFrequency);
        Begin();
        lanes[LaneOf(parcel)].Writer.TryWrite(parcel);
    }

    /// <summary>Counts something else that a waiting test should wait for, such as the confirmation of a receiver.</summary>
    public void Begin() => tally.Add();

    /// <summary>What <see cref="Begin"/> counted is over.</summary>
    public void End() => tally.Remove();

    public Task WhenDelivered(TimeSpan timeout) => tally.WhenNothingIsOpen(timeout);

    /// <summary>Posts once, outside of the lanes; null: there was no answer.</summary>
    public async Task<HttpResponseMessage?> Post(HttpRequestMessage request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        patience.CancelAfter(rules.Patience);
        try
        {
            return await http.SendAsync(request, patience.Token);
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        foreach (var lane in lanes) lane.Writer.TryComplete();
        await Task.WhenAll(workers);
        http.Dispose();
        stopping.Dispose();
    }

    private static int LaneOf(Parcel<TReceiver> parcel) => (int)((ulong)parcel.Lane % LaneCount);

    private async Task Work(ChannelReader<Parcel<TReceiver>> lane, int index)
    {
        var seed = Delivery.Seed;
        var chance = new Random(seed + index);
        var batch = new List<Parcel<TReceiver>>();
        try
        {
            while (await lane.WaitToReadAsync(stopping.Token))
            {
                if (seed != Delivery.Seed)
                {
                    seed = Delivery.Seed;
                    chance = new Random(seed + index);
                }

                await Gather(lane, batch, chance);
                foreach (var parcel in batch) await Deliver(parcel, chance);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped: what is still under way stays pending.
        }
    }

    private async Task Gather(ChannelReader<Parcel<TReceiver>> lane, List<Parcel<TReceiver>> batch, Random chance)
    {
        batch.Clear();
        var window = Math.Max(1, Delivery.ReorderWindow);

        // A window needs company: what is made right after the first may overtake it.
        if (window > 1) await Task.Delay(TimeSpan.FromMilliseconds(10), stopping.Token);
        while (batch.Count < window && lane.TryRead(out var parcel)) batch.Add(parcel);
        for (var i = batch.Count - 1; i > 0; i--)
        {
            var other = chance.Next(i + 1);
            (batch[i], batch[other]) = (batch[other], batch[i]);
        }
    }

    private async Task Deliver(Parcel<TReceiver> parcel, Random chance)
    {
        var early = TimeSpan.FromSeconds((parcel.ReadyAt - clock.GetTimestamp()) / (double)clock.TimestampFrequency);
        if (early > TimeSpan.Zero) await Task.Delay(early, clock, stopping.Token);
        if (!rules.Expects(parcel))
        {
            Finish(parcel, VerdictKind.GiveUp);
            return;
        }

        parcel.Attempts++;
        ledger.Try(parcel.Key);
        var delivery = Delivery;
        var cut = delivery.CutShare > 0 && chance.NextDouble() < delivery.CutShare;
        using var answer = await Attempt(parcel, cut);
        var verdict = await rules.Judge(parcel, answer, stopping.Token);
        if (verdict.Kind == VerdictKind.Again && !parcel.IsDuplicate)
        {
            _ = SendAgain(parcel, delivery.Paced(verdict.Wait));
            return;
        }

        if (verdict.Kind == VerdictKind.Taken && !parcel.IsDuplicate && delivery.DuplicateShare > 0 && chance.NextDouble() < delivery.DuplicateShare)
            Send(new Parcel<TReceiver>(parcel.Receiver, parcel.Key, parcel.Lane, parcel.Body) { IsDuplicate = true });
        Finish(parcel, verdict.Kind);
    }

    private void Finish(Parcel<TReceiver> parcel, VerdictKind kind)
    {
        if (kind == VerdictKind.Taken) ledger.Take(parcel.Key);
        else if (!parcel.IsDuplicate) ledger.GiveUp(parcel.Key);
        End();
    }

    private async Task<HttpResponseMessage?> Attempt(Parcel<TReceiver> parcel, bool cut)
    {
        using var body = new UpdateContent(parcel.Body);
        using var request = rules.Request(parcel, body);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        patience.CancelAfter(rules.Patience);
        try
        {
            var sending = http.SendAsync(request, cut ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, patience.Token);
            if (cut)
            {
                await Task.WhenAny(body.WhenSent, sending);
                await Task.Delay(CutAfter, stopping.Token);
                await patience.CancelAsync();
                (await sending).Dispose();
                return null;
            }

            return await sending;
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task SendAgain(Parcel<TReceiver> parcel, TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, clock, stopping.Token);
            lanes[LaneOf(parcel)].Writer.TryWrite(parcel);
        }
        catch (OperationCanceledException)
        {
            // Stopped: it stays pending.
        }
    }
}
