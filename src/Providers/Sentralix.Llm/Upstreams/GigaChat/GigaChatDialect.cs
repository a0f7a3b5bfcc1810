using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Pictures;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>Sber's GigaChat, API v1: <c>https://gigachat.devices.sberbank.ru/api/v1</c>.</summary>
internal sealed class GigaChatDialect : IForeignDialect
{
    public const string Name = "GigaChat";

    public string Kind => "gigachat";

    public StreamFraming Framing => StreamFraming.Events;

    public IPictureStore Pictures { get; } = new GigaChatPictures();

    /// <summary>The headers that every call has, the credentials aside.</summary>
    public static List<KeyValuePair<string, string>> Headers() => [new("X-Request-ID", Guid.NewGuid().ToString())];

    public bool TryChat(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal) =>
        GigaChatRequest.TryWrite(request, call, out written, out refusal);

    public bool TryEmbeddings(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal) =>
        GigaChatEmbeddings.TryWrite(request, call, out written, out refusal);

    public bool TryAnswer(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        try
        {
            RawJson choices = default;
            TokenUsage? usage = null;
            foreach (var field in new RawJson(answer).Fields)
            {
                if (!field.Value.IsGiven) continue;
                if (field.Is("choices"u8)) choices = field.Value;
                else if (field.Is("usage"u8)) usage = GigaChatUsage.Read(field.Value);
            }

            return choices.IsGiven && TryWrite(choices, usage, call, written);
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
            return answers is [var answer] && GigaChatEmbeddings.TryRead(answer.Span, call, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public ForeignStream Stream(ForeignCall call) => new GigaChatStream(this, call);

    public FaultCode? Classify(HttpStatusCode status, ErrorBody body) => GigaChatFaults.Classify(status, body);

    private static bool TryWrite(RawJson choices, TokenUsage? usage, ForeignCall call, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        CompletionHead.Write(json, call);
        json.WriteStartArray("choices"u8);
        var items = choices.Items;
        while (items.MoveNext())
        {
            var choice = GigaChatChoice.Read(items.Current);
            if (choice.IsError) return false;
            WriteChoice(json, choice, call);
        }

        if (items.Index < 0) return false;
        json.WriteEndArray();
        if (usage is { } counted)
        {
            json.WritePropertyName("usage"u8);
            counted.Write(json);
        }

        json.WriteEndObject();
        return true;
    }

    private static void WriteChoice(Utf8JsonWriter json, in GigaChatChoice choice, ForeignCall call)
    {
        var calls = choice.FunctionCall.IsGiven;
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice.Index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WritePropertyName("content"u8);
        if (!choice.Content.IsGiven || (calls && !choice.Content.HasText)) json.WriteNullValue();
        else json.WriteRaw(choice.Content);
        json.WriteNull("refusal"u8);
        json.WriteRaw("reasoning_content"u8, choice.Reasoning);
        if (calls) GigaChatChoice.WriteCall(json, choice.FunctionCall, FunctionsState.ToId(choice.FunctionsState, call, choice.Index), withIndex: false);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, GigaChatChoice.FinishReason(choice.Finish, calls));
        json.WriteEndObject();
    }
}
