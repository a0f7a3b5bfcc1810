using System.Text.Json;

namespace Sentralix.Peers.Anthropic;

/// <summary>What the real API refuses, in its words as far as they are known. A stand-in that takes everything proves nothing about
/// those who call it.</summary>
internal static class AnthropicRules
{
    private static readonly string[] Fields =
    [
        "model", "messages", "max_tokens", "system", "stream", "stop_sequences", "temperature", "top_k", "top_p", "tools", "tool_choice", "thinking",
        "output_config", "metadata", "service_tier", "container", "inference_geo", "cache_control",
    ];

    private static readonly string[] CountedFields = ["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control"];

    private static readonly string[] Efforts = ["low", "medium", "high", "xhigh", "max"];

    public static AnthropicRefusal? Check(JsonElement request, string version, IReadOnlyList<string> models)
    {
        if (request.ValueKind != JsonValueKind.Object) return AnthropicRefusal.Invalid("Input should be an object");
        foreach (var field in request.EnumerateObject())
        {
            var isGone = field.Name is "temperature" or "top_p" or "top_k" && string.CompareOrdinal(version, "2026-10-21") >= 0;
            if (isGone || !Fields.Contains(field.Name)) return AnthropicRefusal.Invalid($"{field.Name}: Extra inputs are not permitted");
        }

        if (!request.TryGetProperty("model", out var model)) return AnthropicRefusal.Invalid("model: Field required");
        if (!request.TryGetProperty("max_tokens", out var limit)) return AnthropicRefusal.Invalid("max_tokens: Field required");
        if (limit.ValueKind != JsonValueKind.Number || !limit.TryGetInt32(out var tokens) || tokens < 1)
            return AnthropicRefusal.Invalid("max_tokens: Input should be greater than or equal to 1");
        if (!models.Contains(model.GetString())) return new AnthropicRefusal(404, "not_found_error", $"model: {model.GetString()}");
        return CheckNumbers(request) ?? CheckThinking(request, tokens) ?? CheckOutput(request) ?? CheckTools(request) ?? CheckCache(request)
            ?? AnthropicConversationRules.Check(request);
    }

    /// <summary>The same of a request whose tokens are asked for: it says nothing about how an answer is to be made.</summary>
    public static AnthropicRefusal? CheckCounted(JsonElement request, IReadOnlyList<string> models)
    {
        if (request.ValueKind != JsonValueKind.Object) return AnthropicRefusal.Invalid("Input should be an object");
        foreach (var field in request.EnumerateObject())
        {
            if (!CountedFields.Contains(field.Name)) return AnthropicRefusal.Invalid($"{field.Name}: Extra inputs are not permitted");
        }

        if (!request.TryGetProperty("model", out var model)) return AnthropicRefusal.Invalid("model: Field required");
        if (!models.Contains(model.GetString())) return new AnthropicRefusal(404, "not_found_error", $"model: {model.GetString()}");
        return CheckThinking(request, int.MaxValue) ?? CheckOutput(request) ?? CheckTools(request) ?? CheckCache(request) ?? AnthropicConversationRules.Check(request);
    }

    private static AnthropicRefusal? CheckNumbers(JsonElement request)
    {
        if (request.TryGetProperty("temperature", out var temperature) && temperature.GetDouble() is < 0 or > 1)
            return AnthropicRefusal.Invalid("temperature: range: 0..1");
        if (request.TryGetProperty("stop_sequences", out var stops) && stops.EnumerateArray().Any(stop => string.IsNullOrWhiteSpace(stop.GetString())))
            return AnthropicRefusal.Invalid("stop_sequences: each stop sequence must contain non-whitespace");
        return null;
    }

    private static AnthropicRefusal? CheckThinking(JsonElement request, int tokens)
    {
        if (!request.TryGetProperty("thinking", out var thinking)) return null;
        var isOld = request.GetProperty("model").GetString()!.Contains("-4-5", StringComparison.Ordinal);
        switch (thinking.GetProperty("type").GetString())
        {
            case "disabled":
                return null;
            case "adaptive":
                return isOld ? AnthropicRefusal.Invalid("adaptive thinking is not supported on this model") : null;
            case "enabled":
                if (!isOld)
                    return AnthropicRefusal.Invalid("\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.");
                var budget = thinking.GetProperty("budget_tokens").GetInt32();
                if (budget < 1024) return AnthropicRefusal.Invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
                return budget >= tokens ? AnthropicRefusal.Invalid("`max_tokens` must be greater than `thinking.budget_tokens`.") : null;
            default:
                return AnthropicRefusal.Invalid("thinking: Input tag found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'");
        }
    }

    private static AnthropicRefusal? CheckOutput(JsonElement request)
    {
        if (!request.TryGetProperty("output_config", out var output)) return null;
        if (output.TryGetProperty("effort", out var effort) && !Efforts.Contains(effort.GetString()))
            return AnthropicRefusal.Invalid("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
        if (!output.TryGetProperty("format", out var format)) return null;
        if (format.GetProperty("type").GetString() != "json_schema") return AnthropicRefusal.Invalid("output_config.format.type: Input should be 'json_schema'");
        var schema = format.GetProperty("schema");
        return schema.TryGetProperty("type", out var type) && type.ValueEquals("object")
            && !(schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
            ? AnthropicRefusal.Invalid("output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false")
            : null;
    }

    private static AnthropicRefusal? CheckTools(JsonElement request)
    {
        var names = new HashSet<string>();
        if (request.TryGetProperty("tools", out var tools))
        {
            foreach (var (at, tool) in tools.EnumerateArray().Index())
            {
                var name = tool.TryGetProperty("name", out var given) ? given.GetString()! : "";
                if (name.Length is 0 or > 128 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                    return AnthropicRefusal.Invalid($"tools.{at}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'");
                if (!tool.TryGetProperty("input_schema", out var schema)) return AnthropicRefusal.Invalid($"tools.{at}.custom.input_schema: Field required");
                if (!schema.TryGetProperty("type", out var type) || !type.ValueEquals("object"))
                    return AnthropicRefusal.Invalid($"tools.{at}.custom.input_schema.type: Field required");
                if (!names.Add(name)) return AnthropicRefusal.Invalid("tools: Tool names must be unique.");
            }
        }

        if (!request.TryGetProperty("tool_choice", out var choice)) return null;
        if (names.Count == 0) return AnthropicRefusal.Invalid("tool_choice may only be specified while providing tools.");
        return choice.GetProperty("type").GetString() switch
        {
            "auto" or "any" => null,
            "none" => choice.TryGetProperty("disable_parallel_tool_use", out _)
                ? AnthropicRefusal.Invalid("tool_choice.none.disable_parallel_tool_use: Extra inputs are not permitted")
                : null,
            "tool" => names.Contains(choice.GetProperty("name").GetString()!)
                ? null
                : AnthropicRefusal.Invalid($"Tool '{choice.GetProperty("name").GetString()}' not found in provided tools"),
            _ => AnthropicRefusal.Invalid("tool_choice: Input tag found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'"),
        };
    }

    private static AnthropicRefusal? CheckCache(JsonElement request) =>
        Count(request) > 4 ? AnthropicRefusal.Invalid("A maximum of 4 blocks with cache_control may be provided.") : null;

    private static int Count(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Sum(field => field.Name == "cache_control" ? 1 : field.Name is "input" or "input_schema" ? 0 : Count(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().Sum(Count),
        _ => 0,
    };
}
