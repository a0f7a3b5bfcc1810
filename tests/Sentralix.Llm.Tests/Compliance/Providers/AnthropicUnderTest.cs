using Sentralix.Llm.Dialect;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;

namespace Sentralix.Llm.Tests.Compliance.Providers;

internal sealed class AnthropicUnderTest(AnthropicUpstream upstream) : IProviderUnderTest
{
    private static readonly AnthropicTokens Tokens = new() { Input = 25, Output = 15, CacheRead = 7, CacheWritten5m = 3 };

    public string Kind => "anthropic";

    public Uri BaseUrl => upstream.BaseUrl;

    public string Secret => "sk-ant-secret-of-the-stand-in";

    public string Model => "claude-sonnet-4-5";

    public OpenAiJournal Journal => upstream.Journal;

    // Anthropic counts what went through its cache beside the input.
    public TokenUsage Uses => new(35, 15) { CacheRead = 7, CacheWrite = 3 };

    public static async Task<IProviderUnderTest> Start() => new AnthropicUnderTest(await AnthropicUpstream.Start());

    public void Play(Script script) => upstream.Behaviour = new AnthropicBehaviour
    {
        RequiredKey = Secret,
        Answer = _ => new AnthropicMessage(script.Calls.Count == 0
            ? [MessageBlock.Text([.. script.Words])]
            : [.. script.Calls.Select((call, at) => MessageBlock.ToolUse($"toolu_{at + 1}", call.Name, call.Arguments[..3], call.Arguments[3..]))]) { Usage = Tokens },
        Manner = new PeerManner { WriteSize = script.WriteSize },
        Fault = script.Fault,
    };

    public OpenAiFault Refusal(RefusalKind kind) => kind switch
    {
        RefusalKind.Key => OpenAiFault.WithStatus(401),
        RefusalKind.Money => OpenAiFault.WithStatus(402),
        RefusalKind.Rate => OpenAiFault.WithStatus(429, retryAfterSeconds: 17),
        RefusalKind.Overload => OpenAiFault.WithStatus(529),
        RefusalKind.Request => OpenAiFault.WithStatus(400),
        _ => OpenAiFault.WithStatus(
            400, body: """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"},"request_id":"req_1"}"""),
    };

    public ValueTask DisposeAsync() => upstream.DisposeAsync();
}
