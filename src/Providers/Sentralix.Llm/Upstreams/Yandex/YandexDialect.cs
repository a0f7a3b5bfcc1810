using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>YandexGPT's own API: <c>https://llm.api.cloud.yandex.net/foundationModels/v1</c>.</summary>
internal sealed class YandexDialect : IForeignDialect
{
    public const string Name = "YandexGPT";

    public string Kind => "yandex";

    public StreamFraming Framing => StreamFraming.Objects;

    public bool TryChat(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal) =>
        YandexRequest.TryWrite(request, call, out written, out refusal);

    public bool TryEmbeddings(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal) =>
        YandexEmbeddings.TryWrite(request, call, out written, out refusal);

    public bool TryAnswer(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        try
        {
            // An answer that is not streamed and is not at its end is none.
            if (!YandexAnswer.TryRead(answer, out var read) || read.FinishReason is not { } finish) return false;
            using var json = new Utf8JsonWriter(written, DialectJson.Writer);
            json.WriteStartObject();
            CompletionHead.Write(json, call);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            WriteMessage(json, read, call);
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, finish);
            json.WriteEndObject();
            json.WriteEndArray();
            if (read.Usage is { } usage)
            {
                json.WritePropertyName("usage"u8);
                usage.Write(json);
            }

            json.WriteEndObject();
            return true;
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
            return YandexEmbeddings.TryRead(answers, call, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public ForeignStream Stream(ForeignCall call) => new YandexStream(this, call);

    public FaultCode? Classify(HttpStatusCode status, ErrorBody body) => YandexFaults.Classify(status, body);

    /// <summary>The headers that every call has. A person's token says nothing about the folder that pays; a service account is of one,
    /// and Yandex asks not to name it beside its key.</summary>
    public static List<KeyValuePair<string, string>> Headers(ForeignCall call) =>
        YandexSettings.Headers(call, AccessKinds.IsPersonal(call.Settings) ? "x-folder-id" : null);

    private static void WriteMessage(Utf8JsonWriter json, in YandexAnswer answer, ForeignCall call)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WritePropertyName("content"u8);
        if (!answer.Text.IsGiven) json.WriteNullValue();
        // Decoded and encoded again: half a surrogate pair would make the whole answer unreadable to many clients.
        else json.WriteStringValue(answer.Text.Mended());
        json.WriteNull("refusal"u8);
        if (answer.ToolCalls.IsGiven) YandexToolCalls.Write(json, answer.ToolCalls, call, withIndex: false);
        json.WriteEndObject();
    }
}
