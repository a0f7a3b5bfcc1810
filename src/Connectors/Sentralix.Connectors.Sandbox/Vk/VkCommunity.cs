using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>A person who writes to the community.</summary>
/// <param name="Id">Positive.</param>
/// <param name="FirstName">The first name.</param>
/// <param name="LastName">The last name.</param>
/// <param name="ScreenName">The short name of the profile.</param>
public sealed record VkUser(long Id, string FirstName, string LastName, string ScreenName);

/// <summary>A press of a callback button that waits for its answer.</summary>
internal sealed record VkPress(string EventId, long User, long Peer, DateTimeOffset At)
{
    /// <summary>What the bot answered; null: nothing yet.</summary>
    public string? Answer { get; set; }
}

/// <summary>The community: who writes to it and what was said.</summary>
internal sealed class VkCommunity(VkSettings settings, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, VkConversation> conversations = new();
    private readonly ConcurrentDictionary<long, VkUser> users = new();
    private long lastMessage = settings.Home.NumbersAfter;

    public VkSettings Settings { get; } = settings;

    public TimeProvider Clock { get; } = clock;

    public Recent<string, VkPress> Presses { get; } = new(settings.Home.Records);

    public ConcurrentDictionary<long, DateTimeOffset> TypingAt { get; } = new();

    public IEnumerable<VkConversation> Conversations => conversations.Values;

    public VkConversation? Find(long peer) => conversations.GetValueOrDefault(peer);

    public VkConversation Open(long peer) => conversations.GetOrAdd(peer, static (id, own) => new VkConversation(id, own.Settings.Limits, own.Clock, own.Settings.Home), this);

    public void Put(VkUser user) => users[user.Id] = user;

    /// <summary>A user; who was never described has a made-up name.</summary>
    public VkUser User(long id) => users.GetValueOrDefault(id) ?? new VkUser(id, "User", $"No{id}", $"id{id}");

    public long NextMessageId() => Interlocked.Increment(ref lastMessage);

    public VkPress Press(long user, long peer)
    {
        var press = new VkPress(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), user, peer, Clock.GetUtcNow());
        Presses[press.EventId] = press;
        return press;
    }

    public void WriteUser(Utf8JsonWriter json, long id)
    {
        var user = User(id);
        json.WriteStartObject();
        json.WriteNumber("id", user.Id);
        json.WriteString("first_name", user.FirstName);
        json.WriteString("last_name", user.LastName);
        json.WriteString("screen_name", user.ScreenName);
        json.WriteString("photo_200", $"https://sun1.example/p200/{user.Id}.jpg");
        json.WriteBoolean("can_access_closed", true);
        json.WriteBoolean("is_closed", false);
        json.WriteEndObject();
    }

    public void WriteGroup(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", Settings.GroupId);
        json.WriteString("name", Settings.Name);
        json.WriteString("screen_name", $"club{Settings.GroupId}");
        json.WriteNumber("is_closed", 0);
        json.WriteString("type", "group");
        json.WriteString("photo_200", $"https://sun1.example/g200/{Settings.GroupId}.jpg");
        json.WriteEndObject();
    }
}
