using System.Text.Json;

namespace Sentralix.Peers.Gemini;

/// <summary>What the real API refuses, in its words as far as they are known.</summary>
internal static class GeminiRules
{
    private static readonly string[] Fields = ["contents", "systemInstruction", "tools", "toolConfig", "safetySettings", "generationConfig", "cachedContent"];

    private static readonly string[] Configuration =
    [
        "temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences", "seed", "presencePenalty", "frequencyPenalty",
        "responseMimeType", "responseSchema", "responseJsonSchema", "thinkingConfig", "responseLogprobs", "logprobs", "responseModalities", "mediaResolution",
    ];

    private static readonly string[] Modes = ["AUTO", "ANY", "NONE", "VALIDATED"];

    public static GeminiRefusal? Check(JsonElement request, string model, bool takesUnsigned)
    {
        if (Unknown(request, Fields, "") is { } root) return root;
        var contents = request.TryGetProperty("contents", out var given) ? given : default;
        if (contents.ValueKind != JsonValueKind.Array || contents.GetArrayLength() == 0)
            return GeminiRefusal.Invalid("* GenerateContentRequest.contents: contents is not specified");
        if (request.TryGetProperty("generationConfig", out var configuration) && CheckConfiguration(configuration, model) is { } refused) return refused;
        return CheckTools(request) ?? GeminiContentRules.Check(request, contents, model, takesUnsigned);
    }

    public static GeminiRefusal? CheckBatch(JsonElement request, string model)
    {
        var requests = request.GetProperty("requests");
        if (requests.GetArrayLength() > 100) return GeminiRefusal.Invalid("* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch");
        foreach (var (at, one) in requests.EnumerateArray().Index())
        {
            if (one.GetProperty("model").GetString() != $"models/{model}")
                return GeminiRefusal.Invalid($"* BatchEmbedContentsRequest.requests[{at}].model: must match the model in the URL");
            if (Unknown(one, ["model", "content", "taskType", "title", "outputDimensionality"], $"requests[{at}]") is { } refusal) return refusal;
            if (one.GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString()!.Length == 0)
                return GeminiRefusal.Invalid("content is empty");
        }

        return null;
    }

    internal static GeminiRefusal? Unknown(JsonElement element, string[] known, string where)
    {
        foreach (var field in element.EnumerateObject())
        {
            if (!known.Contains(field.Name)) return GeminiRefusal.Invalid($"Invalid JSON payload received. Unknown name \"{field.Name}\"{(where.Length > 0 ? $" at '{where}'" : "")}: Cannot find field.");
        }

        return null;
    }

    private static GeminiRefusal? CheckConfiguration(JsonElement configuration, string model)
    {
        if (Unknown(configuration, Configuration, "generation_config") is { } unknown) return unknown;
        var json = configuration.TryGetProperty("responseMimeType", out var type) && type.ValueEquals("application/json");
        if (configuration.TryGetProperty("responseJsonSchema", out _) && !json)
            return GeminiRefusal.Invalid("* GenerateContentRequest.generation_config.response_json_schema: only allowed when response_mime_type is 'application/json'");
        if (configuration.TryGetProperty("candidateCount", out var count) && count.GetInt32() is < 1 or > 8)
            return GeminiRefusal.Invalid("* GenerateContentRequest.generation_config.candidate_count: The accepted range of candidate_count is [1, 8].");
        if (configuration.TryGetProperty("temperature", out var temperature) && temperature.GetDouble() is < 0 or > 2)
            return GeminiRefusal.Invalid("* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].");
        if (configuration.TryGetProperty("seed", out var seed) && !seed.TryGetInt32(out _))
            return GeminiRefusal.Invalid("Invalid value at 'generation_config.seed' (TYPE_INT32)");
        if (!configuration.TryGetProperty("thinkingConfig", out var thinking)) return null;
        var (level, budget) = (thinking.TryGetProperty("thinkingLevel", out _), thinking.TryGetProperty("thinkingBudget", out _));
        if (level && budget) return GeminiRefusal.Invalid("You can only set only one of thinking budget and thinking level.");
        return level && model.StartsWith("gemini-2", StringComparison.Ordinal) ? GeminiRefusal.Invalid("Thinking level is not supported for this model.") : null;
    }

    private static GeminiRefusal? CheckTools(JsonElement request)
    {
        var names = new HashSet<string>();
        if (request.TryGetProperty("tools", out var tools))
        {
            foreach (var (at, function) in tools.EnumerateArray().SelectMany(tool => tool.GetProperty("functionDeclarations").EnumerateArray()).Index())
            {
                var name = function.GetProperty("name").GetString()!;
                if (name.Length is 0 or > 128 || !(char.IsAsciiLetter(name[0]) || name[0] == '_'))
                    return GeminiRefusal.Invalid($"* GenerateContentRequest.tools[0].function_declarations[{at}].name: Invalid function name. Must start with a letter or an underscore.");
                if (Unknown(function, ["name", "description", "parameters", "parametersJsonSchema"], $"tools[0].function_declarations[{at}]") is { } unknown) return unknown;
                if (!names.Add(name)) return GeminiRefusal.Invalid($"Duplicate function declaration found: {name}");
            }
        }

        if (!request.TryGetProperty("toolConfig", out var configuration)) return null;
        var calling = configuration.GetProperty("functionCallingConfig");
        var mode = calling.GetProperty("mode").GetString();
        if (!Modes.Contains(mode)) return GeminiRefusal.Invalid("Invalid value at 'tool_config.function_calling_config.mode'");
        if (!calling.TryGetProperty("allowedFunctionNames", out var allowed)) return null;
        if (mode is "AUTO" or "NONE") return GeminiRefusal.Invalid("Allowed function names can only be set when mode is ANY or VALIDATED.");
        return allowed.EnumerateArray().All(name => names.Contains(name.GetString()!))
            ? null
            : GeminiRefusal.Invalid("Function calling config is set, but allowed_function_names contains a name that is not declared.");
    }
}
