using Sentralix.Llm.Dialect;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Sentralix.Peers.Yandex;

namespace Sentralix.Llm.Tests.Compliance.Providers;

/// <summary>Yandex, by its own API and by the one in OpenAI's form.</summary>
internal sealed class YandexUnderTest(YandexPeer peer, bool isCompatible) : IProviderUnderTest
{
    private const int Reasoning = 3;

    // What the compatible stand-in always counts.
    private const int CompatiblePrompt = 20;

    public string Kind => isCompatible ? "yandex_compatible" : "yandex";

    public Uri BaseUrl => isCompatible ? peer.CompatibleUrl : peer.NativeUrl;

    public string Secret => peer.Behaviour.ApiKey!;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["folder_id"] = peer.Behaviour.Folder };

    public string Model => "yandexgpt/latest";

    public bool SeesImages => isCompatible;

    public OpenAiJournal Journal => peer.Journal;

    public TokenUsage Uses => isCompatible
        ? new(CompatiblePrompt, Script.Tokens(new Script().Text))
        : new(Script.Tokens(Script.Question) + 3, Script.Tokens(new Script().Text)) { Reasoning = Reasoning };

    public static async Task<IProviderUnderTest> Start(bool isCompatible) => new YandexUnderTest(await YandexPeer.Start(), isCompatible);

    public void Play(Script script)
    {
        peer.Behaviour = new YandexBehaviour { Reasoning = Reasoning, Answer = _ => new YandexSays(script.Text) { Calls = script.Calls } };
        peer.Manners = new PeerManners { WriteSize = script.WriteSize, Fault = script.Fault };
    }

    public OpenAiFault Refusal(RefusalKind kind) => kind switch
    {
        RefusalKind.Key => OpenAiFault.WithStatus(401),
        RefusalKind.Money => OpenAiFault.WithStatus(403, body: "Billing account is suspended"),
        RefusalKind.Rate => OpenAiFault.WithStatus(429, 17, "ai.textGenerationCompletionRequestsPerSecond.rate rate quota limit exceed: allowed 10 requests"),
        RefusalKind.Overload => OpenAiFault.WithStatus(503),
        RefusalKind.Request => OpenAiFault.WithStatus(400),
        _ => OpenAiFault.WithStatus(400, body: "The number of input tokens must be no more than 32768, got 40000"),
    };

    public ValueTask DisposeAsync() => peer.DisposeAsync();
}
