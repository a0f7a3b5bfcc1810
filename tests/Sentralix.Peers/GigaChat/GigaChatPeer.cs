using System.Text.Json;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.GigaChat;

/// <summary>A stand-in for Sber's GigaChat, API v1 and its place of tokens. It keeps GigaChat's rules: a token runs out, the system
/// message is the first, a function's result is JSON and follows its call, a message shows one picture at most, which has been uploaded, and a
/// private person has one call at once.</summary>
public sealed class GigaChatPeer : PeerServer
{
    private const string TokenPath = "/api/v2/oauth";

    private readonly TimeProvider time;
    private readonly Dictionary<string, DateTimeOffset> tokens = [];
    private readonly Lock gate = new();
    private GigaChatBehaviour behaviour;
    private readonly GigaChatFiles files = new();
    private int chatting;

    private GigaChatPeer(GigaChatBehaviour behaviour, PeerManners manners, TimeProvider time, int port)
        : base(manners, port)
    {
        this.behaviour = behaviour;
        this.time = time;
        Map("POST", TokenPath, Token);
        Map("POST", "/api/v1/chat/completions", call => Authorised(call, Chat));
        Map("POST", "/api/v1/embeddings", call => Authorised(call, Embed));
        Map("GET", "/api/v1/models", call => Authorised(call, c => c.Json(GigaChatWire.Models(Behaviour.Models))));
        Map("GET", "/api/v1/models/{model}", call => Authorised(call, Model));
        Map("POST", "/api/v1/tokens/count", call => Authorised(call, Count));
        Map("POST", "/api/v1/files", call => Authorised(call, c => files.Upload(c, time.GetUtcNow())));
        Map("GET", "/api/v1/files", call => Authorised(call, files.List));
        Map("GET", "/api/v1/files/{id}", call => Authorised(call, files.Show));
        Map("POST", "/api/v1/files/{id}/delete", call => Authorised(call, files.Delete));
    }

    /// <summary>What a provider's base address is set to.</summary>
    public Uri BaseUrl => new(Root, "/api/v1");

    public Uri TokenUrl => new(Root, TokenPath);

    /// <summary>The files of its account.</summary>
    public GigaChatFiles Files => files;

    /// <summary>How it answers from the next request on.</summary>
    public GigaChatBehaviour Behaviour
    {
        get => Volatile.Read(ref behaviour);
        set => Volatile.Write(ref behaviour, value);
    }

    /// <summary>How often a token was asked for.</summary>
    public int TokensAsked => Asked(TokenPath);

    /// <summary>How often a chat was asked for.</summary>
    public int ChatsAsked => Asked("/api/v1/chat/completions");

    public static async Task<GigaChatPeer> Start(
        GigaChatBehaviour? behaviour = null, PeerManners? manners = null, TimeProvider? time = null, int port = 0)
    {
        var peer = new GigaChatPeer(behaviour ?? new GigaChatBehaviour(), manners ?? new PeerManners(), time ?? TimeProvider.System, port);
        await peer.StartServer();
        return peer;
    }

    /// <summary>Forgets every token it gave, as a restart of the real one does.</summary>
    public void ForgetTokens()
    {
        lock (gate) tokens.Clear();
    }

    private protected override string Error(string path, int status, string? words) => path == TokenPath
        ? words ?? GigaChatWire.TokenError(4, "internal error")
        : words is ['{', ..] ? words : GigaChatWire.Error(status, words);

    private async Task Token(PeerCall call)
    {
        var knows = Behaviour;
        var scope = Form(call.Seen.BodyText).GetValueOrDefault("scope", "");
        if (!Guid.TryParse(call.Header("RqUID"), out _)) await call.Refuse(400, GigaChatWire.TokenError(2, "RqUID header is missing or is not a UUID"));
        else if (call.Header("Authorization") != $"Basic {knows.AuthorizationKey}") await call.Refuse(401, GigaChatWire.TokenError(6, "credentials doesn't match db data"));
        else if (scope.Length == 0) await call.Refuse(400, GigaChatWire.TokenError(5, "scope is empty"));
        else if (!scope.StartsWith("GIGACHAT_API_", StringComparison.Ordinal)) await call.Refuse(400, GigaChatWire.TokenError(1, "scope data format invalid"));
        else if (scope != knows.Scope) await call.Refuse(400, GigaChatWire.TokenError(7, "scope from db not fully includes consumed scope"));
        else await call.Json(GigaChatWire.Token(knows.TokenForm, NewToken(knows.TokenLife, out var until), until));
    }

    private string NewToken(TimeSpan life, out DateTimeOffset until)
    {
        var token = $"eyJ-giga-{Guid.NewGuid():N}";
        until = time.GetUtcNow() + life;
        lock (gate) tokens[token] = until;
        return token;
    }

    private async Task Authorised(PeerCall call, Func<PeerCall, Task> serve)
    {
        var given = call.Header("Authorization") ?? "";
        if (!given.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            await call.Refuse(401, "Unauthorized");
            return;
        }

        bool isGood;
        lock (gate) isGood = tokens.TryGetValue(given["Bearer ".Length..], out var until) && time.GetUtcNow() < until;
        if (isGood) await serve(call);
        else await call.Refuse(401, "Token has expired");
    }

    private async Task Chat(PeerCall call)
    {
        var knows = Behaviour;
        try
        {
            if (Interlocked.Increment(ref chatting) > knows.Concurrency)
            {
                await call.Refuse(429, "Too Many Requests");
                return;
            }

            using var body = call.Read();
            if (body is null) await call.Refuse(400, "Bad Request");
            else if (GigaChatRules.Broken(body.RootElement, knows.Models, files) is var (status, words)) await call.Refuse(status, words);
            else await Answer(call, body.RootElement, knows);
        }
        finally
        {
            Interlocked.Decrement(ref chatting);
        }
    }

    private static Task Answer(PeerCall call, JsonElement request, GigaChatBehaviour knows)
    {
        var asked = GigaChatRules.Asked(request);
        var says = knows.Answer(asked);
        var prompt = PeerJson.Items(request, "messages").Sum(message => PeerJson.Tokens(PeerJson.Text(message, "content") ?? "") + 3);
        var usage = new GigaChatCount(prompt, says.Call is null ? PeerJson.Tokens(says.Text) : 21, knows.Precached);
        return request.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True
            ? call.Events(GigaChatWire.Chunks(asked.Model, says, usage))
            : call.Json(GigaChatWire.Completion(asked.Model, says, usage));
    }

    private async Task Embed(PeerCall call)
    {
        using var body = call.Read();
        var model = body is null ? null : PeerJson.Text(body.RootElement, "model");
        var input = body is null ? [] : PeerJson.Items(body.RootElement, "input").ToList();
        if (model is null || input.Count == 0 || input.Any(text => text.ValueKind != JsonValueKind.String)) await call.Refuse(400, "Bad Request");
        else if (!Behaviour.Models.Contains(model)) await call.Refuse(404, "No such model");
        else await call.Json(GigaChatWire.Embeddings(model, [.. input.Select(text => text.GetString()!)]));
    }

    private async Task Model(PeerCall call)
    {
        var name = call.Seen.Path[(call.Seen.Path.LastIndexOf('/') + 1)..];
        if (Behaviour.Models.Contains(name)) await call.Json(GigaChatWire.Model(name));
        else await call.Refuse(404, "No such model");
    }

    private async Task Count(PeerCall call)
    {
        using var body = call.Read();
        if (body is null) await call.Refuse(400, "Bad Request");
        else await call.Json(GigaChatWire.Counts([.. PeerJson.Items(body.RootElement, "input").Select(text => text.GetString() ?? "")]));
    }

    // The official JavaScript client sends an object that its HTTP library writes as a form.
    private static Dictionary<string, string> Form(string body) => body.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1]));
}
