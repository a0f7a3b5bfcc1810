using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>Avito's stand-in, the channel, and a connection between them as the core would give it.</summary>
internal sealed class House : IAsyncDisposable
{
    public const string Secret = "3f0a9b7c5d1e2f4a6b8c0d1e2f3a4b5c";

    // As the core's own clients: no redirects, no time of its own.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = Timeout.InfiniteTimeSpan };

    private House(AvitoStandIn avito, AvitoChannel channel) => (Avito, Channel) = (avito, channel);

    public AvitoStandIn Avito { get; }

    public AvitoChannel Channel { get; }

    public SteppingClock Clock { get; private init; } = null!;

    public static async Task<House> Open(OpenOutgoingFile? files = null)
    {
        var clock = new SteppingClock();
        var avito = new AvitoStandIn(clock);
        await avito.Start();
        return new House(avito, new AvitoChannel(clock, files, TimeSpan.Zero)) { Clock = clock };
    }

    public Access Access(string? identity = null, string? secret = null, Uri? server = null, params string[] hooks) => new()
    {
        ConnectionId = "con_1",
        Identity = identity ?? $"{Avito.Account.Id}",
        Settings = new Dictionary<string, string> { ["api_base_url"] = (server ?? Avito.Address).ToString(), ["client_id"] = Avito.Account.ClientId },
        Secrets = new Dictionary<string, string> { ["client_secret"] = secret ?? Avito.Account.ClientSecret },
        HookSecrets = hooks.Length > 0 ? hooks : [Secret],
        Http = http,
    };

    public Task<SendOutcome> Send(AvitoChat chat, string text, CancellationToken cancellation = default) => Channel.Send(Access(), Order(chat, text), cancellation);

    public Task<string?> Find(AvitoChat chat, string text, string message = "msg_1", int segment = 0, params string[] taken) =>
        Channel.Find(Access(), Order(chat, text, message, segment) with { Taken = taken.ToHashSet() }, Clock.GetUtcNow() - TimeSpan.FromSeconds(5), CancellationToken.None);

    /// <summary>A segment of one text, composed by the channel.</summary>
    public SendOrder Order(AvitoChat chat, string text, string message = "msg_1", int segment = 0) => new(message, segment, chat.Id, Assert.Single(Compose(MessagePart.OfText(text)).Segments));

    public Composition Compose(params MessagePart[] parts) => Compose(null, parts);

    public Composition Compose(Keyboard? keyboard, params MessagePart[] parts) => Channel.Compose(
        new OutboundMessage { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = parts, Keyboard = keyboard },
        [.. (keyboard?.Rows ?? []).SelectMany(row => row).Select((button, place) => new ButtonToken(button, $"token-{place}"))]);

    /// <summary>What the texts of composed segments are.</summary>
    public static IReadOnlyList<string?> Texts(Composition composition) =>
        [.. composition.Segments.Select(segment => JsonDocument.Parse(segment).RootElement.TryGetProperty("text", out var text) ? text.GetString() : null)];

    /// <summary>What Avito says it calls for the account, asked without the channel.</summary>
    public async Task<IReadOnlyList<(string Url, string Version)>> Subscriptions()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = Avito.Account.ClientId, ["client_secret"] = Avito.Account.ClientSecret });
        using var given = await http.PostAsync(new Uri(Avito.Address, "/token"), form);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Avito.Address, "/messenger/v1/subscriptions"));
        request.Headers.Authorization = new("Bearer", (await given.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        using var told = await http.SendAsync(request);
        var all = (await told.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("subscriptions");
        return [.. all.EnumerateArray().Select(subscription => (subscription.GetProperty("url").GetString()!, subscription.GetProperty("version").GetString()!))];
    }

    public HookReading Receive(string body, string rest = Secret, string? identity = null) => Channel.ReadHook(Access(identity), new HookCall(_ => null, rest, Encoding.UTF8.GetBytes(body)));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Avito.DisposeAsync();
    }
}

/// <summary>A clock that goes only when it is told to.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    public void Step(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
