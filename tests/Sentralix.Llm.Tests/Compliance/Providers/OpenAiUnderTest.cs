using Sentralix.Llm.Dialect;
using Sentralix.Peers.OpenAi;

namespace Sentralix.Llm.Tests.Compliance.Providers;

/// <summary>OpenAI, and OpenAI's models at Azure: another address, and the key in a header of its own.</summary>
internal sealed class OpenAiUnderTest(OpenAiUpstream upstream, bool isAzure) : IProviderUnderTest
{
    public string Kind => isAzure ? "azure_openai" : "openai";

    public Uri BaseUrl => isAzure ? upstream.AzureUrl : upstream.BaseUrl;

    public string Secret => "sk-secret-of-the-stand-in";

    public string Model => "stand-in-large";

    public bool SpeaksOurs => true;

    public OpenAiJournal Journal => upstream.Journal;

    public TokenUsage Uses => new(Script.Tokens(Script.Question), Script.Tokens(new Script().Text));

    public static async Task<IProviderUnderTest> Start(bool isAzure) => new OpenAiUnderTest(await OpenAiUpstream.Start(), isAzure);

    public void Play(Script script) => upstream.Behaviour = new OpenAiBehaviour
    {
        RequiredKey = Secret,
        Answer = _ => new ChatAnswer(script.Text) { ToolCalls = [.. script.Calls.Select((call, at) => new ToolCall($"call_{at + 1}", call.Name, call.Arguments))] },
        WriteSize = script.WriteSize,
        Fault = script.Fault,
    };

    public OpenAiFault Refusal(RefusalKind kind) => kind switch
    {
        RefusalKind.Key => OpenAiFault.WithStatus(401),
        RefusalKind.Money => OpenAiFault.WithStatus(
            429, body: """{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"""),
        RefusalKind.Rate => OpenAiFault.WithStatus(429, retryAfterSeconds: 17),
        RefusalKind.Overload => OpenAiFault.WithStatus(503),
        RefusalKind.Request => OpenAiFault.WithStatus(400),
        _ => OpenAiFault.WithStatus(
            400, body: """{"error":{"message":"This model's maximum context length is 128000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"""),
    };

    public ValueTask DisposeAsync() => upstream.DisposeAsync();
}
