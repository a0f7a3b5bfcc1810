using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using System.Text.Unicode;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Google's own API of Gemini. The base address is what its official clients take:
/// <c>https://generativelanguage.googleapis.com</c>.</summary>
internal sealed class GeminiDialect : IForeignDialect
{
    public const string Provider = "Gemini";

    public string Kind => "gemini";

    public StreamFraming Framing => StreamFraming.Events;

    public bool TryChat(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!GeminiSettings.TryRead(call, out var settings, out refusal)) return false;
        var body = new ArrayBufferWriter<byte>(request.Length + 256);
        try
        {
            refusal = GeminiRequest.Write(request, call, settings, body);
        }
        catch (JsonException)
        {
            refusal = Refuse.BrokenText();
        }

        if (refusal is not null) return false;
        var method = call.Stream ? "streamGenerateContent?alt=sse" : "generateContent";
        written = new ForeignRequest($"{settings.Version}/{GeminiModel.Path(call.UpstreamModel)}:{method}", body.WrittenMemory);
        return true;
    }

    public bool TryEmbeddings(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!GeminiSettings.TryRead(call, out var settings, out refusal)) return false;
        return GeminiEmbeddings.TryWrite(request, call, settings, out written, out refusal);
    }

    public bool TryAnswer(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        try
        {
            // Strings are copied as they come, and the JSON reader does not look inside them.
            return Utf8.IsValid(answer) && GeminiAnswer.TryWrite(answer, call, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public bool TryEmbedded(IReadOnlyList<ReadOnlyMemory<byte>> answers, ForeignCall call, IBufferWriter<byte> written)
    {
        try
        {
            return GeminiEmbeddings.TryRead(answers, call, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public ForeignStream Stream(ForeignCall call) => new GeminiStream(call);

    public FaultCode? Classify(HttpStatusCode status, ErrorBody body) => GeminiFaults.Classify((int)status, body);
}
