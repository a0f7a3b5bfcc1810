using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>Brings updates to a bot's address: in order within a conversation, many conversations at once, again where the channel tries
/// again, and disturbed as told.</summary>
internal sealed class Courier : IAsyncDisposable
{
    private const int RequestsAtOnce = 64;

    private readonly HttpClient http;
    private readonly SemaphoreSlim gate = new(RequestsAtOnce);
    private readonly ConcurrentDictionary<string, ConversationLine> lines = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Shuffle shuffle;
    private readonly Tally tally = new();

    public Courier(StandInHome home)
    {
        http = new HttpClient(home.Out(() => new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }), home.OwnsWayOut) { Timeout = Timeout.InfiniteTimeSpan };
        shuffle = new Shuffle(PutInLine);
    }

    /// <summary>How the way misbehaves from now on.</summary>
    public Disturbance Disturbance { get; set; } = Disturbance.None;

    /// <summary>Waits between tries are multiplied by it; how long an answer may take is not.</summary>
    public double Pace { get; set; } = 1;

    public int Pending => tally.Open;

    public Task WhenDelivered(TimeSpan timeout) => tally.WhenNothingIsOpen(timeout);

    /// <summary>Takes a parcel; it is delivered in its turn.</summary>
    public Task<DeliveryAnswer> Take(Parcel parcel)
    {
        SetOut(parcel);
        if (Disturbance.Duplicates(parcel.Update.Number)) SetOut(parcel with { IsCopy = true });
        return parcel.Settled;
    }

    /// <summary>Posts once, out of line and uncounted.</summary>
    public Task<DeliveryAnswer> PostNow(Parcel parcel) => Post(parcel, Cut.None);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        foreach (var line in lines.Values) await line.Running;
        await tally.WhenNothingRuns();
        shuffle.Dispose();
        http.Dispose();
        gate.Dispose();
        closing.Dispose();
    }

    private void SetOut(Parcel parcel)
    {
        tally.Add();
        var disturbance = Disturbance;
        if (disturbance.ReorderWindow > 1) shuffle.Add(parcel, disturbance.ReorderWindow, disturbance.Seed);
        else PutInLine(parcel);
    }

    private void PutInLine(Parcel parcel) => lines.GetOrAdd(parcel.Line, _ => new ConversationLine(Deliver)).Put(parcel);

    /// <summary>Delivers one parcel as far as its turn in the conversation goes.</summary>
    private async Task Deliver(Parcel parcel)
    {
        var disturbance = Disturbance;
        await Wait(disturbance.Delay);
        var started = Stopwatch.GetTimestamp();
        var answer = await Post(parcel, parcel.IsCopy ? Cut.None : disturbance.Cuts(parcel.Update.Number));
        if (Ends(parcel, answer, 1)) return;
        var rest = TryAgain(parcel, answer, started);
        if (parcel.Rules.KeepsOrder) await rest;
        else tally.Run(rest);
    }

    private async Task TryAgain(Parcel parcel, DeliveryAnswer answer, long started)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (parcel.Rules.WaitAfter(attempt) is { } wait) await Wait((wait * Pace) - Stopwatch.GetElapsedTime(started));
            started = Stopwatch.GetTimestamp();
            if (!closing.IsCancellationRequested) answer = await Post(parcel, Cut.None);
            if (Ends(parcel, answer, attempt + 1)) return;
        }
    }

    /// <summary>Settles the parcel if this answer to this try ends it.</summary>
    private bool Ends(Parcel parcel, DeliveryAnswer answer, int attempt)
    {
        var verdict = parcel.Rules.Judge(answer);
        var gaveUp = parcel.IsCopy || closing.IsCancellationRequested || parcel.Rules.WaitAfter(attempt) is null;
        if (verdict == Verdict.Again && !gaveUp) return false;
        if (verdict == Verdict.Accepted) parcel.Update.Passage.Taken();
        parcel.Settle(answer, verdict == Verdict.Accepted ? UpdateState.Delivered : UpdateState.Lost);
        tally.Remove();
        return true;
    }

    private async Task<DeliveryAnswer> Post(Parcel parcel, Cut cut)
    {
        if (!await Enter()) return new DeliveryAnswer(0, "", TimeSpan.Zero);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
            patience.CancelAfter(parcel.Rules.Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Post, parcel.Address);
            request.Content = cut == Cut.WhenWritten ? new CutContent(parcel.Body, parcel.ContentType, patience) : new ReadOnlyMemoryContent(parcel.Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(parcel.ContentType);
            foreach (var (name, value) in parcel.Headers) request.Headers.TryAddWithoutValidation(name, value);
            parcel.Update.Tried();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (cut != Cut.None) return new DeliveryAnswer(0, "", Stopwatch.GetElapsedTime(started));
            var body = await response.Content.ReadAsStringAsync(patience.Token);
            return new DeliveryAnswer((int)response.StatusCode, body, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            // No connection, no answer in time and a cut are one thing to a channel: not delivered.
            return new DeliveryAnswer(0, "", Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<bool> Enter()
    {
        try
        {
            await gate.WaitAsync(closing.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Wait(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero) await Task.Delay(wait, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
