using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>A request in Anthropic's form, written as a chat request.</summary>
internal ref struct MessagesRequest
{
    private readonly Utf8JsonWriter json;
    private readonly bool isCounted;
    private RawJson model, messages, system, maxTokens, stream, temperature, topP, stopSequences, tools, toolChoice;
    private RawJson thinking, outputConfig, metadata;

    private MessagesRequest(Utf8JsonWriter json, bool isCounted)
    {
        this.json = json;
        this.isCounted = isCounted;
    }

    /// <param name="request">In Anthropic's form.</param>
    /// <param name="written">Takes the chat request.</param>
    /// <param name="isCounted">Its tokens are asked for, and nothing else: then it need not say how long its answer may be.</param>
    /// <returns>Null: written.</returns>
    public static OpenAiError? Write(RawJson request, IBufferWriter<byte> written, bool isCounted = false)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        var translation = new MessagesRequest(json, isCounted);
        json.WriteStartObject();
        // Fields that are not known travel on while the known ones are being collected.
        foreach (var field in request.Fields)
        {
            if (translation.Take(field) is { } refusal) return refusal;
        }

        if (translation.WriteKnown() is { } refused) return refused;
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? Take(RawJson.Field field)
    {
        var value = field.Value;
        if (field.Is("messages"u8)) messages = value;
        else if (field.Is("model"u8)) model = value;
        else if (field.Is("max_tokens"u8)) maxTokens = value;
        else if (field.Is("system"u8)) system = value;
        else if (field.Is("stream"u8)) stream = value;
        else if (field.Is("temperature"u8)) temperature = value;
        else if (field.Is("top_p"u8)) topP = value;
        else if (field.Is("stop_sequences"u8)) stopSequences = value;
        else if (field.Is("tools"u8)) tools = value;
        else if (field.Is("tool_choice"u8)) toolChoice = value;
        else if (field.Is("thinking"u8)) thinking = value;
        else if (field.Is("output_config"u8)) outputConfig = value;
        else if (field.Is("metadata"u8)) metadata = value;
        else if (IsHarmlessToLose(field) || !value.IsGiven) return null;
        else return TakeUnknown(field);
        return null;
    }

    private readonly OpenAiError? TakeUnknown(RawJson.Field field)
    {
        if (field.Is("container"u8)) return CannotSay.Parameter("container", "Anthropic's containers exist at Anthropic only.");
        if (field.Is("mcp_servers"u8)) return CannotSay.Parameter("mcp_servers", "MCP servers are not called from within a model's answer here.");
        if (field.Is("inference_geo"u8)) return CannotSay.Parameter("inference_geo", "where a model runs is decided by its route.");
        if (ChatFieldNames.Has(field.Name)) return Refuse.Unknown(field.Name.Text());
        json.WritePropertyName(field.Name.Text());
        json.WriteRaw(field.Value);
        return null;
    }

    private static bool IsHarmlessToLose(RawJson.Field field) =>
        field.Is("service_tier"u8) || field.Is("speed"u8) || field.Is("diagnostics"u8) || field.Is("context_management"u8)
        || field.Is("user_profile_id"u8) || field.Is("workspace_id"u8);

    private readonly OpenAiError? WriteKnown()
    {
        json.WriteRaw("model"u8, model);
        if (WriteLimit() is { } noLimit) return noLimit;
        if (WriteMessages() is { } badMessages) return badMessages;
        json.WriteRaw("stream"u8, stream);
        json.WriteRaw("temperature"u8, temperature);
        json.WriteRaw("top_p"u8, topP);
        if (stopSequences.IsGiven && !stopSequences.IsArray) return Refuse.InvalidType("stop_sequences", "an array of strings");
        if (stopSequences.IsGiven && stopSequences.Count() > 0) json.WriteRaw("stop"u8, stopSequences);
        if (metadata.IsObject && metadata["user_id"u8] is { IsString: true } user) json.WriteRaw("user"u8, user);
        if (MessagesTools.Write(json, tools, toolChoice) is { } badTools) return badTools;
        return MessagesThinking.Write(json, thinking, outputConfig);
    }

    private readonly OpenAiError? WriteLimit()
    {
        if (!maxTokens.IsGiven) return isCounted ? null : Refuse.Missing("max_tokens");
        if (maxTokens.Integer() is not > 0) return Refuse.InvalidType("max_tokens", "an integer of at least 1");
        json.WriteRaw("max_tokens"u8, maxTokens);
        return null;
    }

    private readonly OpenAiError? WriteMessages()
    {
        if (!messages.IsGiven) return Refuse.Missing("messages");
        if (!messages.IsArray) return Refuse.InvalidType("messages", "an array");
        json.WriteStartArray("messages"u8);
        if (system.IsGiven && MessageTurns.WriteSystem(json, system, "system") is { } badSystem) return badSystem;
        if (MessageTurns.Write(json, messages) is { } refusal) return refusal;
        json.WriteEndArray();
        return null;
    }
}
