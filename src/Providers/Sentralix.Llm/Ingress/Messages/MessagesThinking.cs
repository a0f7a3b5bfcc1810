using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>How much the model is to think, and in which form it is to answer.</summary>
internal static class MessagesThinking
{
    // Budgets are tokens, efforts are words: the borders are ours. 1,024 is the least that Anthropic takes.
    private const long LowBudget = 4_096;
    private const long MediumBudget = 16_384;

    public static OpenAiError? Write(Utf8JsonWriter json, RawJson thinking, RawJson config)
    {
        if (config.IsGiven && !config.IsObject) return Refuse.InvalidType("output_config", "an object");
        if (WriteEffort(json, thinking, config["effort"u8]) is { } refusal) return refusal;
        return WriteFormat(json, config["format"u8]);
    }

    private static OpenAiError? WriteEffort(Utf8JsonWriter json, RawJson thinking, RawJson effort)
    {
        if (effort.IsGiven && !effort.IsString) return Refuse.InvalidType("output_config.effort", "a string");
        if (!thinking.IsGiven)
        {
            json.WriteRaw("reasoning_effort"u8, effort);
            return null;
        }

        if (!thinking.IsObject) return Refuse.InvalidType("thinking", "an object");
        var type = thinking["type"u8];
        // A model that cannot think would refuse "none"; one that can is left at its own default.
        if (type.Is("disabled"u8)) return null;
        if (!type.Is("enabled"u8) && !type.Is("adaptive"u8))
            return CannotSay.Value("thinking.type", "it may be 'enabled', 'adaptive' or 'disabled' here.");

        if (effort.IsGiven) json.WriteRaw("reasoning_effort"u8, effort);
        else json.WriteString("reasoning_effort"u8, EffortOf(thinking["budget_tokens"u8].Integer()));
        return null;
    }

    // Without a budget the model thinks as Anthropic's do by default.
    private static ReadOnlySpan<byte> EffortOf(long? budget) => budget switch
    {
        < LowBudget => "low"u8,
        < MediumBudget => "medium"u8,
        _ => "high"u8,
    };

    private static OpenAiError? WriteFormat(Utf8JsonWriter json, RawJson format)
    {
        if (!format.IsGiven) return null;
        if (!format["type"u8].Is("json_schema"u8)) return CannotSay.Value("output_config.format.type", "it must be 'json_schema'.");
        var schema = format["schema"u8];
        if (!schema.IsObject) return Refuse.InvalidType("output_config.format.schema", "an object");

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        // Anthropic's formats have no name, chat's must have one.
        json.WriteString("name"u8, "answer"u8);
        json.WriteRaw("schema"u8, schema);
        // Anthropic promises that the answer keeps to the schema.
        json.WriteBoolean("strict"u8, true);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }
}
