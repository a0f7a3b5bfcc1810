using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Yandex's API in OpenAI's form, <c>https://llm.api.cloud.yandex.net/v1</c>, and the repairs that it needs: ids of calls that
/// are the functions' names, the folder's id in the answers' <c>model</c>, a chunk with usage that has no <c>choices</c>. Everything
/// else passes as it is, fields that nobody here has heard of included.</summary>
internal sealed class YandexCompatibleDialect : IForeignDialect
{
    private const string FolderHeader = "OpenAI-Project";

    public string Kind => "yandex_compatible";

    public StreamFraming Framing => StreamFraming.Events;

    public bool TryChat(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!ChatRequestScan.TryRead(request, out var shape, out refusal) || !YandexSettings.TryChatModel(call, out var model, out refusal)) return false;
        var pieces = ChatRequestSplice.Apply(request.ToArray(), shape, ChatRequestSplice.ModelValue(model), injectUsage: true);
        var body = YandexCallIds.Restore(Joined(pieces));
        written = new ForeignRequest("chat/completions", body) { Headers = YandexSettings.Headers(call, FolderHeader) };
        return true;
    }

    public bool TryEmbeddings(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!YandexSettings.TryEmbeddingModel(call, out var model, out refusal)) return false;
        var body = new ArrayBufferWriter<byte>(request.Length + 64);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model);
            foreach (var field in new RawJson(request).Fields)
            {
                // The vectors are asked for as numbers, whatever the client wants, and put into its form here.
                if (field.Is("encoding_format"u8))
                {
                    if (field.Value.IsGiven && EmbeddingsRequest.ReadFormat(field.Value, call) is { } wrong)
                    {
                        refusal = wrong;
                        return false;
                    }
                }
                else if (!field.Is("model"u8))
                {
                    field.CopyTo(json);
                }
            }

            json.WriteEndObject();
        }

        written = new ForeignRequest("embeddings", body.WrittenMemory) { Headers = YandexSettings.Headers(call, FolderHeader) };
        return true;
    }

    public bool TryAnswer(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        try
        {
            if (!new RawJson(answer)["choices"u8].IsArray) return false;
            using var json = new Utf8JsonWriter(written, DialectJson.Writer);
            YandexCompatibleAnswer.Write(json, answer, call, AnswerPart.All);
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
            return answers is [var answer] && TryEmbedded(answer.Span, call, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public ForeignStream Stream(ForeignCall call) => new YandexCompatibleStream(this, call);

    public FaultCode? Classify(HttpStatusCode status, ErrorBody body) => YandexFaults.Classify(status, body);

    private static bool TryEmbedded(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        var whole = new RawJson(answer);
        var data = whole["data"u8];
        if (!data.IsArray) return false;
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        EmbeddingsAnswer.Begin(json, call);
        var items = data.Items;
        while (items.MoveNext())
        {
            var vector = items.Current["embedding"u8];
            var index = items.Current["index"u8].ProtobufInteger() ?? items.Index;
            if (!vector.IsGiven || !EmbeddingsAnswer.TryItem(json, index, vector, call)) return false;
        }

        EmbeddingsAnswer.End(json, whole["usage"u8]["prompt_tokens"u8].ProtobufInteger() ?? 0);
        return true;
    }

    private static byte[] Joined(ReadOnlyMemory<byte>[] pieces)
    {
        var body = new byte[pieces.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(body.AsMemory(at));
            at += piece.Length;
        }

        return body;
    }
}
