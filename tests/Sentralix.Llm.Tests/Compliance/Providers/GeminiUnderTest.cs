using Sentralix.Llm.Dialect;
using Sentralix.Peers.Gemini;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;

namespace Sentralix.Llm.Tests.Compliance.Providers;

internal sealed class GeminiUnderTest(GeminiUpstream upstream) : IProviderUnderTest
{
    private static readonly GeminiTokens Tokens = new() { Prompt = 25, Candidates = 15, Thoughts = 4, Cached = 5 };

    public string Kind => "gemini";

    public Uri BaseUrl => upstream.BaseUrl;

    public string Secret => "AIza-secret-of-the-stand-in";

    public string Model => "gemini-2.5-flash";

    public OpenAiJournal Journal => upstream.Journal;

    // Google counts thoughts beside the answer.
    public TokenUsage Uses => new(25, 19) { CacheRead = 5, Reasoning = 4 };

    public static async Task<IProviderUnderTest> Start() => new GeminiUnderTest(await GeminiUpstream.Start());

    public void Play(Script script) => upstream.Behaviour = new GeminiBehaviour
    {
        RequiredKey = Secret,
        Answer = _ => new ContentSaid([new ContentCandidate([.. script.Calls.Count == 0
            ? script.Words.Select(ContentPart.OfText)
            : script.Calls.Select(call => ContentPart.Call(call.Name, call.Arguments))])]) { Usage = Tokens },
        Manner = new PeerManner { WriteSize = script.WriteSize },
        Fault = script.Fault,
    };

    public OpenAiFault Refusal(RefusalKind kind) => kind switch
    {
        // Google's own choice for a wrong key.
        RefusalKind.Key => OpenAiFault.WithStatus(400, body: Error(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT")),
        RefusalKind.Money => OpenAiFault.WithStatus(429, body: Error(429, "Your prepayment credits are depleted.", "RESOURCE_EXHAUSTED")),
        // The time to wait is in the body only.
        RefusalKind.Rate => OpenAiFault.WithStatus(429),
        RefusalKind.Overload => OpenAiFault.WithStatus(503),
        RefusalKind.Request => OpenAiFault.WithStatus(400),
        _ => OpenAiFault.WithStatus(400, body: Error(400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048575).", "INVALID_ARGUMENT")),
    };

    public ValueTask DisposeAsync() => upstream.DisposeAsync();

    private static string Error(int code, string message, string status) => $$$"""{"error":{"code":{{{code}}},"message":"{{{message}}}","status":"{{{status}}}"}}""";
}
