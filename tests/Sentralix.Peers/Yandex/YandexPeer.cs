using System.Text.Json;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.Yandex;

/// <summary>A stand-in for Yandex AI Studio: the native API, the one in OpenAI's form, and the place of tokens. It keeps Yandex's rules:
/// models belong to a folder, generations at once are counted, a stream repeats its text, and numbers are strings.</summary>
public sealed class YandexPeer : PeerServer
{
    private const string TokenPath = "/iam/v1/tokens";
    private const string Native = "/foundationModels/v1";
    private const string Compatible = "/v1";

    private readonly YandexTokens tokens;
    private YandexBehaviour behaviour;
    private int generating;
    private int answers;

    private YandexPeer(YandexBehaviour behaviour, PeerManners manners, TimeProvider time, int port)
        : base(manners, port)
    {
        this.behaviour = behaviour;
        tokens = new YandexTokens(time);
        Map("POST", TokenPath, call => tokens.Give(call, Behaviour));
        Map("POST", $"{Native}/completion", call => Authorised(call, c => Generate(c, Complete)));
        Map("POST", $"{Native}/textEmbedding", call => Authorised(call, EmbedText));
        Map("POST", $"{Compatible}/chat/completions", call => Authorised(call, c => Generate(c, Chat)));
        Map("POST", $"{Compatible}/embeddings", call => Authorised(call, Embed));
    }

    /// <summary>What a native provider's base address is set to.</summary>
    public Uri NativeUrl => new(Root, Native);

    /// <summary>What a compatible provider's base address is set to.</summary>
    public Uri CompatibleUrl => new(Root, Compatible);

    public Uri TokenUrl => new(Root, TokenPath);

    /// <summary>How it answers from the next request on.</summary>
    public YandexBehaviour Behaviour
    {
        get => Volatile.Read(ref behaviour);
        set => Volatile.Write(ref behaviour, value);
    }

    /// <summary>How often a token was asked for.</summary>
    public int TokensAsked => Asked(TokenPath);

    public static async Task<YandexPeer> Start(
        YandexBehaviour? behaviour = null, PeerManners? manners = null, TimeProvider? time = null, int port = 0)
    {
        var peer = new YandexPeer(behaviour ?? new YandexBehaviour(), manners ?? new PeerManners(), time ?? TimeProvider.System, port);
        await peer.StartServer();
        return peer;
    }

    private protected override string Error(string path, int status, string? words) =>
        words is ['{', ..] ? words : path.StartsWith(Compatible + "/", StringComparison.Ordinal) ? YandexWire.CompatibleError(status, words) : YandexWire.Error(status, words);

    private async Task Authorised(PeerCall call, Func<PeerCall, Task> serve)
    {
        var given = call.Header("Authorization") ?? "";
        var isKey = Behaviour.ApiKey is { } key && given == $"Api-Key {key}";
        if (isKey || (given.StartsWith("Bearer ", StringComparison.Ordinal) && tokens.IsGood(given["Bearer ".Length..]))) await serve(call);
        else await call.Refuse(401, "Unknown api key or token");
    }

    private async Task Generate(PeerCall call, Func<PeerCall, JsonElement, Task> answer)
    {
        try
        {
            var allowed = Behaviour.Concurrency;
            using var body = call.Read();
            if (Interlocked.Increment(ref generating) > allowed)
                await call.Refuse(429, $"ai.textGenerationCompletionSessionsCount.count gauge quota limit exceed: allowed {allowed} requests");
            else if (body is null) await call.Refuse(400, "invalid JSON");
            else await answer(call, body.RootElement);
        }
        finally
        {
            Interlocked.Decrement(ref generating);
        }
    }

    private async Task Complete(PeerCall call, JsonElement request)
    {
        var knows = Behaviour;
        if (YandexRules.Broken(request, knows) is var (status, words))
        {
            await call.Refuse(status, words);
            return;
        }

        var says = knows.Answer(YandexRules.Asked(request));
        var prompt = PeerJson.Items(request, "messages").Sum(message => PeerJson.Tokens(PeerJson.Text(message, "text") ?? "") + 3);
        if (YandexRules.Streams(request)) await call.Objects(YandexWire.Results(says, prompt, knows.Reasoning));
        else await call.Json(YandexWire.Result(says, prompt, knows.Reasoning));
    }

    private async Task Chat(PeerCall call, JsonElement request)
    {
        var knows = Behaviour;
        if (YandexCompatibleRules.Broken(request, knows) is var (status, words))
        {
            await call.Refuse(status, words);
            return;
        }

        var asked = YandexCompatibleRules.Asked(request);
        var wire = new YandexCompatibleWire(asked.ModelUri, Interlocked.Increment(ref answers));
        var says = knows.Answer(asked);
        if (request.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
            await call.Events(wire.Chunks(says, 20, YandexCompatibleRules.WantsUsage(request)));
        else
            await call.Json(wire.Completion(says, 20));
    }

    private async Task EmbedText(PeerCall call)
    {
        using var body = call.Read();
        var text = body is null ? null : PeerJson.Text(body.RootElement, "text");
        if (text is null) await call.Refuse(400, "text must be a string");
        else if (!YandexRules.Knows(PeerJson.Text(body!.RootElement, "modelUri"), "emb", Behaviour.Folder, Behaviour.EmbeddingModels)) await call.Refuse(400, "invalid model_uri");
        else await call.Json(YandexWire.Embedding(PeerJson.Text(body.RootElement, "modelUri")!, text, PeerJson.Text(body.RootElement, "dim")));
    }

    private async Task Embed(PeerCall call)
    {
        using var body = call.Read();
        var model = body is null ? null : PeerJson.Text(body.RootElement, "model");
        if (!YandexRules.Knows(model, "emb", Behaviour.Folder, Behaviour.EmbeddingModels)) await call.Refuse(400, "invalid model_uri");
        else await call.Json(YandexCompatibleWire.Embeddings(model!, [.. YandexCompatibleRules.Input(body!.RootElement)]));
    }
}
