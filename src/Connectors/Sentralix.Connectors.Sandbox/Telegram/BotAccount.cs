using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A bot at the stand-in: its token, its chats, and the people who write to it.</summary>
public sealed partial class BotAccount : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, Chat> chats = new();
    private long lastGroup = 700_000;
    private long lastUpload;
    private long lastQuery = 330_715_000_000;

    internal BotAccount(TelegramStandIn standIn, long id, string token, string firstName, string username, Limits limits, TimeProvider clock)
    {
        StandIn = standIn;
        Id = id;
        Token = token;
        FirstName = firstName;
        Username = username;
        Limits = limits;
        Clock = clock;
        Updates = new UpdateLog(clock, standIn.Delivery, standIn.Home);
        Files = new FileStore(standIn.Home);
        Queries = new Recent<string, CallbackQuery>(standIn.Home.Records);
        PerBot = new RateWindow(limits.PerSecond, TimeSpan.FromSeconds(1));
        PerBotPaid = new RateWindow(limits.PaidPerSecond, TimeSpan.FromSeconds(1));
    }

    /// <summary>The bot's id: the part of the token before the colon.</summary>
    public long Id { get; }

    /// <summary>The token that its calls carry in their path.</summary>
    public string Token { get; }

    /// <summary>Its shown name.</summary>
    public string FirstName { get; }

    /// <summary>The name after the @.</summary>
    public string Username { get; }

    /// <summary>Every update that was made for it.</summary>
    public IReadOnlyList<MadeUpdate> Made => Updates.Made;

    /// <summary>How many updates it has not taken yet.</summary>
    public int Pending => Updates.Pending;

    /// <summary>Where its webhook is and what it is shown, for whoever calls it in Telegram's place; null: none is set.</summary>
    public (Uri Url, string? Secret)? Hook => Updates.Webhook is { } hook ? (hook.Url, hook.Secret) : null;

    /// <summary>Whether the token has been revoked.</summary>
    public bool Revoked { get; private set; }

    internal TelegramStandIn StandIn { get; }

    internal Limits Limits { get; }

    internal TimeProvider Clock { get; }

    internal UpdateLog Updates { get; }

    internal FileStore Files { get; }

    internal RateWindow PerBot { get; }

    internal RateWindow PerBotPaid { get; }

    /// <summary>Callback queries that wait for their answer, with the chat they came from.</summary>
    internal Recent<string, CallbackQuery> Queries { get; }

    /// <summary>Its command list, as it was set.</summary>
    internal string Commands { get; set; } = "[]";

    /// <summary>Completes when the bot has taken every update.</summary>
    /// <exception cref="TimeoutException">It has not.</exception>
    public Task WhenDelivered(TimeSpan timeout) => Updates.WhenEmpty().WaitAsync(timeout);

    /// <summary>As its owner does at @BotFather: every call is 401 from now on.</summary>
    public void Revoke() => Revoked = true;

    /// <summary>Its webhook is not called any more.</summary>
    public ValueTask DisposeAsync() => Updates.DisposeAsync();

    internal Chat? Find(long id) => chats.GetValueOrDefault(id);

    internal long Now() => Clock.GetUtcNow().ToUnixTimeSeconds();

    internal void Witness(Call call, Chat chat, string messageId, string text) =>
        StandIn.Sent.Add(new SentMessage(call.Method, chat.Id.ToString(CultureInfo.InvariantCulture), messageId, text, call.Arguments.Body, Clock.GetUtcNow(), call.Told));

    internal void WriteUser(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteUserMembers(json);
        json.WriteEndObject();
    }

    internal void WriteUserMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("id", Id);
        json.WriteBoolean("is_bot", true);
        json.WriteString("first_name", FirstName);
        json.WriteString("username", Username);
    }
}

/// <summary>A press of a button.</summary>
internal sealed record CallbackQuery(Chat Chat, DateTimeOffset At);
