using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using System.Text.Unicode;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Anthropic's Messages API. The base address is what its official clients take: <c>https://api.anthropic.com</c>.</summary>
internal sealed class AnthropicDialect : IForeignDialect
{
    public const string Provider = "Anthropic";

    public string Kind => "anthropic";

    public StreamFraming Framing => StreamFraming.Events;

    public bool TryChat(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!AnthropicSettings.TryRead(call, out var settings, out refusal)) return false;
        var body = new ArrayBufferWriter<byte>(request.Length + 256);
        try
        {
            refusal = AnthropicRequest.Write(request, call, settings, body);
        }
        catch (JsonException)
        {
            refusal = Refuse.BrokenText();
        }

        if (refusal is not null) return false;
        written = new ForeignRequest("v1/messages", body.WrittenMemory) { Headers = Headers(settings) };
        return true;
    }

    public bool TryEmbeddings(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        refusal = Refuse.UnsupportedValue("model", $"{Provider} makes no embeddings.");
        return false;
    }

    public bool TryAnswer(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        try
        {
            // Strings are copied as they come, and the JSON reader does not look inside them.
            return Utf8.IsValid(answer) && AnthropicAnswer.TryWrite(answer, call, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public bool TryEmbedded(IReadOnlyList<ReadOnlyMemory<byte>> answers, ForeignCall call, IBufferWriter<byte> written) => false;

    public ForeignStream Stream(ForeignCall call) => new AnthropicStream(call);

    public FaultCode? Classify(HttpStatusCode status, ErrorBody body) => AnthropicFaults.Classify((int)status, body);

    private static List<KeyValuePair<string, string>> Headers(AnthropicSettings settings)
    {
        List<KeyValuePair<string, string>> headers = [new("anthropic-version", settings.Version)];
        if (settings.Beta is { } beta) headers.Add(new("anthropic-beta", beta));
        return headers;
    }
}
