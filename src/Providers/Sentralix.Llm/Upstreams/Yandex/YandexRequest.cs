using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>A chat request in the form of Yandex's native API.</summary>
internal ref struct YandexRequest
{
    private const string Path = "completion";

    private RawJson messages;
    private RawJson tools;
    private RawJson toolChoice;
    private RawJson responseFormat;
    private RawJson temperature;
    private long? maxTokens;
    private long? maxCompletionTokens;
    private string? reasoning;
    private bool? parallelToolCalls;

    public static bool TryWrite(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        var asked = default(YandexRequest);
        refusal = asked.Read(request);
        if (refusal is not null || !YandexSettings.TryChatModel(call, out var model, out refusal)) return false;

        var body = new ArrayBufferWriter<byte>(request.Length + 256);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer)) refusal = asked.Write(json, model, call.Stream);
        if (refusal is not null) return false;
        written = new ForeignRequest(Path, body.WrittenMemory) { Headers = YandexDialect.Headers(call) };
        return true;
    }

    private OpenAiError? Read(ReadOnlySpan<byte> request)
    {
        foreach (var field in new RawJson(request).Fields)
        {
            if (field.Value.IsGiven && Take(field) is { } refusal) return refusal;
        }

        return null;
    }

    private OpenAiError? Take(RawJson.Field field)
    {
        if (field.Is("messages"u8)) messages = field.Value;
        else if (field.Is("tools"u8)) tools = field.Value;
        else if (field.Is("tool_choice"u8)) toolChoice = field.Value;
        else if (field.Is("response_format"u8)) responseFormat = field.Value;
        else if (field.Is("max_tokens"u8)) maxTokens = field.Value.ProtobufInteger();
        else if (field.Is("max_completion_tokens"u8)) maxCompletionTokens = field.Value.ProtobufInteger();
        else if (field.Is("parallel_tool_calls"u8)) parallelToolCalls = field.Value.IsTrue;
        else if (field.Is("reasoning_effort"u8)) reasoning = field.Value.MendedText();
        else if (field.Is("temperature"u8)) return TakeTemperature(field.Value);
        else if (field.Is("n"u8)) return field.Value.Number() == 1 ? null : Unsupported.Value(YandexDialect.Name, "n", "can be 1 only");
        else if (field.Is("top_p"u8)) return field.Value.Number() == 1 ? null : Unsupported.Parameter(YandexDialect.Name, "top_p", "use 'temperature'");
        else return Unsupported.Check(field, YandexDialect.Name);
        return null;
    }

    private OpenAiError? TakeTemperature(RawJson value)
    {
        if (value.Number() is not { } number)
            return OpenAiError.InvalidRequest("The field 'temperature' must be a number.", "temperature", "invalid_type");
        if (number is < 0 or > 1) return Unsupported.Value(YandexDialect.Name, "temperature", "must be 0 to 1");
        temperature = value;
        return null;
    }

    private readonly OpenAiError? Write(Utf8JsonWriter json, string model, bool stream)
    {
        json.WriteStartObject();
        json.WriteString("modelUri"u8, model);
        WriteOptions(json, stream);
        if (YandexMessages.Write(json, messages) is { } message) return message;
        if (YandexTools.Write(json, tools, toolChoice) is { } tool) return tool;
        if (tools.IsGiven && parallelToolCalls is { } parallel) json.WriteBoolean("parallelToolCalls"u8, parallel);
        if (WriteFormat(json) is { } format) return format;
        json.WriteEndObject();
        return null;
    }

    private readonly void WriteOptions(Utf8JsonWriter json, bool stream)
    {
        json.WriteStartObject("completionOptions"u8);
        json.WriteBoolean("stream"u8, stream);
        json.WriteRaw("temperature"u8, temperature);

        // A 64-bit number, which protobuf's JSON has in a string.
        if ((maxCompletionTokens ?? maxTokens) is { } limit) json.WriteString("maxTokens"u8, $"{limit}");
        if (reasoning is not null)
        {
            json.WriteStartObject("reasoningOptions"u8);
            json.WriteString("mode"u8, reasoning == "none" ? "DISABLED"u8 : "ENABLED_HIDDEN"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private readonly OpenAiError? WriteFormat(Utf8JsonWriter json)
    {
        if (!responseFormat.IsGiven) return null;
        RawJson schema = default;
        string? type = null;
        foreach (var field in responseFormat.Fields)
        {
            if (field.Is("type"u8)) type = field.Value.MendedText();
            else if (field.Is("json_schema"u8) && field.Value.IsGiven) schema = field.Value["schema"u8];
        }

        switch (type)
        {
            case "text":
                return null;
            case "json_object":
                json.WriteBoolean("jsonObject"u8, true);
                return null;
            case "json_schema" when schema.IsGiven:
                json.WriteStartObject("jsonSchema"u8);
                json.WriteRaw("schema"u8, schema);
                json.WriteEndObject();
                return null;
            case "json_schema":
                return OpenAiError.InvalidRequest("The response format has no schema.", "response_format.json_schema.schema", "missing_required_parameter");
            default:
                return Unsupported.Value(YandexDialect.Name, "response_format", "can be 'text', 'json_object' or 'json_schema' only");
        }
    }
}
