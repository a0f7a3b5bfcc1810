using System.Collections.Concurrent;

namespace Sentralix.Connectors.Sandbox.Callbacks;

/// <summary>An update that the user side of a stand-in has made.</summary>
/// <param name="Key">Its stable key: the channel's own where it has one.</param>
/// <param name="Type">The channel's name of its type.</param>
/// <param name="Conversation">The channel's id of the conversation.</param>
/// <param name="MessageId">The channel's id of the message it is about, or empty.</param>
/// <param name="At">When.</param>
public sealed record MadeUpdate(string Key, string Type, string Conversation, string MessageId, DateTimeOffset At);

/// <summary>Every update that was made, and how often each was taken by the bot: what a test says "lost none" with.</summary>
public sealed class UpdateLedger
{
    private readonly ConcurrentDictionary<string, Entry> entries = new();
    private readonly Kept<string> order;
    private long made;

    internal UpdateLedger(int most) => order = new Kept<string>(most);

    /// <summary>How many updates were made.</summary>
    public long MadeCount => Interlocked.Read(ref made);

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<MadeUpdate> Made => [.. entries.Values.Select(entry => entry.Update)];

    /// <summary>Those that the bot has never acknowledged, also those of types that it did not ask for.</summary>
    public IReadOnlyCollection<MadeUpdate> NotTaken => [.. entries.Values.Where(entry => entry.Taken == 0).Select(entry => entry.Update)];

    /// <summary>Those that the channel has stopped to try.</summary>
    public IReadOnlyCollection<MadeUpdate> GivenUp => [.. entries.Values.Where(entry => entry.GivenUp).Select(entry => entry.Update)];

    /// <summary>How often the bot has acknowledged an update.</summary>
    public int TimesTaken(string key) => entries.TryGetValue(key, out var entry) ? entry.Taken : 0;

    /// <summary>When an update was on its way; null: there is no such update.</summary>
    public Passage? PassageOf(string key) => entries.TryGetValue(key, out var entry) ? entry.Passage : null;

    internal void Try(string key)
    {
        if (entries.TryGetValue(key, out var entry)) entry.Passage.Tried();
    }

    internal MadeUpdate Add(MadeUpdate update)
    {
        if (!entries.TryAdd(update.Key, new Entry(update))) throw new InvalidOperationException($"Two updates have the key {update.Key}.");
        order.Add(update.Key, oldest => entries.TryRemove(oldest, out _));
        Interlocked.Increment(ref made);
        return update;
    }

    internal void Take(string key)
    {
        if (!entries.TryGetValue(key, out var entry)) return;
        entry.Passage.Taken();
        Interlocked.Increment(ref entry.Taken);
    }

    internal void GiveUp(string key)
    {
        if (entries.TryGetValue(key, out var entry)) entry.GivenUp = true;
    }

    private sealed class Entry(MadeUpdate update)
    {
        public int Taken;

        public MadeUpdate Update { get; } = update;

        public Passage Passage { get; } = new();

        public volatile bool GivenUp;
    }
}
