using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>A press of a button that the bot can answer.</summary>
internal sealed record MaxPress(string Id, long User, MaxMessage Message, DateTimeOffset At)
{
    public bool IsAnswered { get; set; }

    /// <summary>The toast that the bot showed; null: none.</summary>
    public string? Notification { get; set; }
}

/// <summary>Who writes to the bot and what was said.</summary>
internal sealed class MaxWorld(MaxSettings settings, TimeProvider clock)
{
    // Dialogs have ids of their own, which are not the user's.
    private const long DialogOffset = 1_000_000_000;

    private readonly ConcurrentDictionary<long, MaxChat> chats = new();
    private readonly ConcurrentDictionary<long, MaxUser> users = new();

    public MaxSettings Settings { get; } = settings;

    public TimeProvider Clock { get; } = clock;

    public MaxUser Bot { get; } = new(settings.BotId, settings.Name, "", settings.Username, IsBot: true);

    public Recent<string, MaxPress> Presses { get; } = new(settings.Home.Records);

    public static long DialogOf(long user) => DialogOffset + user;

    public MaxChat? Find(long chat) => chats.GetValueOrDefault(chat);

    public MaxMessage? Find(string? mid)
    {
        if (MaxMessage.Parse(mid) is not var (chat, seq) || Find(chat) is not { } found) return null;
        lock (found.Gate) return found.Find(seq);
    }

    public MaxChat Dialog(long user) => chats.GetOrAdd(DialogOf(user), static (id, at) => at.Self.New(id, at.User), (Self: this, User: user));

    public MaxChat Group(long chat, long user) => chats.GetOrAdd(chat, static (id, at) => at.Self.New(id, at.User), (Self: this, User: user));

    public void Put(MaxUser user)
    {
        users[user.Id] = user;
        if (Find(DialogOf(user.Id)) is { } dialog) dialog.User = user;
    }

    /// <summary>A user; who was never described has a made-up name.</summary>
    public MaxUser User(long id) => users.GetValueOrDefault(id) ?? new MaxUser(id, $"User {id}");

    public MaxPress Press(long user, MaxMessage message, DateTimeOffset at)
    {
        var press = new MaxPress(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)), user, message, at);
        Presses[press.Id] = press;
        return press;
    }

    private MaxChat New(long id, long user) => new(id, User(user), Bot, Settings.Limits, Clock, Settings.Home);
}
