using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>Bots Long Poll: a queue that is read from a number on, as often as one likes.</summary>
internal sealed class VkLongPoll(VkLimits limits, UpdateLedger ledger, StandInHome home)
{
    private const int EventsOfOneAnswer = 1000;
    private const int MostKeys = 10_000;

    private readonly Lock gate = new();
    private readonly List<(string Id, byte[] Body)> events = [];
    private readonly HashSet<string> keys = [];
    private readonly HashSet<string> lostKeys = [];
    private readonly ConcurrentDictionary<string, bool> types = new();
    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long last = home.NumbersAfter + RandomNumberGenerator.GetInt32(1_000, 100_000);

    public volatile bool IsEnabled;

    public IDictionary<string, bool> Types => types;

    public bool Wants(string type) => IsEnabled && types.GetValueOrDefault(type);

    public void Add(string id, byte[] body)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            events.Add((id, body));
            last++;

            // Dropped in large pieces: one at a time would move all others each time.
            if (events.Count > 2 * limits.LongPollEvents) events.RemoveRange(0, events.Count - limits.LongPollEvents);
            told = news;
            news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.TrySetResult();
    }

    public (string Key, long Ts) Open()
    {
        lock (gate)
        {
            var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
            if (keys.Count >= MostKeys) keys.Clear();
            keys.Add(key);
            return (key, last);
        }
    }

    /// <summary>Keys are no longer valid: failed 2.</summary>
    public void ExpireKeys()
    {
        lock (gate) keys.Clear();
        Wake();
    }

    /// <summary>What waits is lost: failed 1 for who has not read it.</summary>
    public void LoseHistory()
    {
        lock (gate)
        {
            events.Clear();

            // One number is skipped, so that every reader finds out.
            last++;
        }

        Wake();
    }

    /// <summary>The queue starts anew with other numbers: failed 3.</summary>
    public void LoseSession()
    {
        lock (gate)
        {
            events.Clear();
            lostKeys.UnionWith(keys);
            keys.Clear();
            last += RandomNumberGenerator.GetInt32(1_000, 100_000);
        }

        Wake();
    }

    public async Task<byte[]> Check(string key, string? ts, TimeSpan wait, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(wait);
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (lostKeys.Contains(key)) return Failed(3);
                if (!keys.Contains(key)) return Failed(2);
                var oldest = last - Math.Min(events.Count, limits.LongPollEvents) + 1;
                if (!long.TryParse(ts, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || from > last || from < oldest - 1) return Failed(1, oldest - 1);
                if (from < last || patience.IsCancellationRequested) return Answer(from);
                more = news.Task;
            }

            await more.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static byte[] Failed(int code, long? ts = null) => JsonBody.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("failed", code);
        if (ts is { } number) json.WriteNumber("ts", number);
        json.WriteEndObject();
    });

    private void Wake()
    {
        TaskCompletionSource told;
        lock (gate)
        {
            told = news;
            news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.TrySetResult();
    }

    private byte[] Answer(long from)
    {
        var first = events.Count - (int)(last - from);
        var next = Math.Min(events.Count, first + EventsOfOneAnswer);
        return JsonBody.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("ts", (from + next - first).ToString(CultureInfo.InvariantCulture));
            json.WriteStartArray("updates");
            foreach (var (id, body) in CollectionsMarshal.AsSpan(events)[first..next])
            {
                json.WriteRawValue(body, skipInputValidation: true);
                ledger.Take(id);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
