using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>Sber's GigaChat, API v1: <c>https://gigachat.devices.sberbank.ru/api/v1</c>.</summary>
internal sealed class GigaChatDialect : IForeignDialect
{
    public const string Name = "GigaChat";

    public string Kind => "gigachat";

    public StreamFraming Framing => StreamFraming.Events;

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
            ReadOnlySpan<byte> choices = default;
            TokenUsage? usage = null;
            var fields = new JsonFields(answer);
            while (fields.Next())
            {
                if (fields.IsNull) continue;
                if (fields.Is("choices"u8)) choices = fields.Value;
                else if (fields.Is("usage"u8)) usage = GigaChatUsage.Read(fields.Value);
            }

            return !choices.IsEmpty && TryWrite(choices, usage, call, written);
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

    private static bool TryWrite(ReadOnlySpan<byte> choices, TokenUsage? usage, ForeignCall call, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        CompletionHead.Write(json, call);
        json.WriteStartArray("choices"u8);
        var items = new JsonItems(choices);
        while (items.Next())
        {
            var choice = GigaChatChoice.Read(items.Value);
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
        var calls = !choice.FunctionCall.IsEmpty;
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice.Index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WritePropertyName("content"u8);
        if (choice.Content.IsEmpty || (calls && choice.Content.Length == 2)) json.WriteNullValue();
        else json.WriteRawValue(choice.Content, skipInputValidation: true);
        json.WriteNull("refusal"u8);
        if (!choice.Reasoning.IsEmpty)
        {
            json.WritePropertyName("reasoning_content"u8);
            json.WriteRawValue(choice.Reasoning, skipInputValidation: true);
        }

        if (calls) GigaChatChoice.WriteCall(json, choice.FunctionCall, FunctionsState.ToId(choice.FunctionsState, call, choice.Index), withIndex: false);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, GigaChatChoice.FinishReason(choice.Finish, calls));
        json.WriteEndObject();
    }
}
