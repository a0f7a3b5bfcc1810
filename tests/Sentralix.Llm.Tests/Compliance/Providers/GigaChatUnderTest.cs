using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;

namespace Sentralix.Llm.Tests.Compliance.Providers;

internal sealed class GigaChatUnderTest(GigaChatPeer peer) : IProviderUnderTest
{
    private const string ChatPath = "/api/v1/chat/completions";
    private const int Precached = 6;

    public string Kind => "gigachat";

    public Uri BaseUrl => peer.BaseUrl;

    public string Secret => peer.Behaviour.AuthorizationKey;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["token_url"] = peer.TokenUrl.ToString() };

    public string Model => "GigaChat-2-Max";

    public bool CallsInParallel => false;

    public OpenAiJournal Journal => peer.Journal;

    public IReadOnlyList<SeenRequest> Chats => [.. peer.Journal.Requests.Where(request => request.Path == ChatPath)];

    // What came out of the cache is not billed and not in the prompt's count.
    public TokenUsage Uses => new(Script.Tokens(Script.Question) + 3 + Precached, Script.Tokens(new Script().Text)) { CacheRead = Precached };

    // Pictures are uploaded first, and named in the message.
    public bool Saw(string picture)
    {
        using var chat = JsonDocument.Parse(Chats[^1].Body);
        return chat.RootElement.GetProperty("messages").EnumerateArray()
            .SelectMany(message => message.TryGetProperty("attachments", out var attachments) ? attachments.EnumerateArray().Select(id => id.GetString()!) : [])
            .Any(id => peer.Files.Find(id) is { } file && Convert.ToBase64String(file.Bytes) == picture);
    }

    public static async Task<IProviderUnderTest> Start() => new GigaChatUnderTest(await GigaChatPeer.Start());

    public void Play(Script script)
    {
        peer.Behaviour = new GigaChatBehaviour
        {
            Precached = Precached,
            Answer = _ => script.Calls is [var call, ..] ? new GigaChatSays("") { Call = call } : new GigaChatSays(script.Text),
        };
        peer.Manners = new PeerManners { WriteSize = script.WriteSize, Fault = script.Fault, FaultAt = ChatPath };
    }

    public OpenAiFault Refusal(RefusalKind kind) => kind switch
    {
        RefusalKind.Key => OpenAiFault.WithStatus(401),
        RefusalKind.Money => OpenAiFault.WithStatus(402),
        RefusalKind.Rate => OpenAiFault.WithStatus(429, retryAfterSeconds: 17),
        RefusalKind.Overload => OpenAiFault.WithStatus(503),
        RefusalKind.Request => OpenAiFault.WithStatus(422),
        _ => OpenAiFault.WithStatus(422, body: "The number of tokens exceeds the limit of the model"),
    };

    public ValueTask DisposeAsync() => peer.DisposeAsync();
}
