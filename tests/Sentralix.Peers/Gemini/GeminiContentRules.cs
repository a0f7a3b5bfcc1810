using System.Text.Json;

namespace Sentralix.Peers.Gemini;

/// <summary>What may stand in <c>contents</c>.</summary>
internal static class GeminiContentRules
{
    private static readonly string[] Data = ["text", "inlineData", "fileData", "functionCall", "functionResponse"];
    private static readonly string[] PartFields = [.. Data, "thought", "thoughtSignature"];

    public static GeminiRefusal? Check(JsonElement request, JsonElement contents, string model, bool takesUnsigned)
    {
        if (request.TryGetProperty("systemInstruction", out var system) && CheckParts(system, "system_instruction") is { } wrong) return wrong;
        foreach (var (at, content) in contents.EnumerateArray().Index())
        {
            if (content.TryGetProperty("role", out var role) && role.GetString() is not ("user" or "model"))
                return GeminiRefusal.Invalid("Please use a valid role: user, model.");
            if (CheckParts(content, $"contents[{at}]") is { } refusal) return refusal;
        }

        return CheckCalls([.. contents.EnumerateArray()], model, takesUnsigned);
    }

    private static GeminiRefusal? CheckParts(JsonElement content, string where)
    {
        if (!content.TryGetProperty("parts", out var parts) || parts.GetArrayLength() == 0)
            return GeminiRefusal.Invalid($"* GenerateContentRequest.{where}.parts: contents.parts must not be empty.");
        foreach (var (at, part) in parts.EnumerateArray().Index())
        {
            if (GeminiRules.Unknown(part, PartFields, $"{where}.parts[{at}]") is { } unknown) return unknown;
            var isSigned = part.TryGetProperty("thoughtSignature", out _);
            if (Data.Count(field => part.TryGetProperty(field, out _)) != 1 || (part.TryGetProperty("text", out var text) && text.GetString()!.Length == 0 && !isSigned))
                return GeminiRefusal.Invalid($"* GenerateContentRequest.{where}.parts[{at}].data: required oneof field 'data' must have one initialized field");
            if (part.TryGetProperty("inlineData", out var inline) && (!inline.GetProperty("data").TryGetBytesFromBase64(out _) || inline.GetProperty("mimeType").GetString()!.Length == 0))
                return GeminiRefusal.Invalid($"Invalid value at '{where}.parts[{at}].inline_data.data' (TYPE_BYTES), Base64 decoding failed");
            if (part.TryGetProperty("fileData", out var file) && (file.GetProperty("fileUri").GetString()!.Length == 0 || file.GetProperty("mimeType").GetString()!.Length == 0))
                return GeminiRefusal.Invalid($"* GenerateContentRequest.{where}.parts[{at}].file_data: a URI and a MIME type are required");
            if (part.TryGetProperty("functionResponse", out var response) && response.GetProperty("response").ValueKind != JsonValueKind.Object)
                return GeminiRefusal.Invalid($"Invalid value at '{where}.parts[{at}].function_response.response' (type.googleapis.com/google.protobuf.Struct)");
            if (part.TryGetProperty("functionCall", out var call) && call.GetProperty("args").ValueKind != JsonValueKind.Object)
                return GeminiRefusal.Invalid($"Invalid value at '{where}.parts[{at}].function_call.args' (type.googleapis.com/google.protobuf.Struct)");
        }

        return null;
    }

    private static GeminiRefusal? CheckCalls(List<JsonElement> contents, string model, bool takesUnsigned)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            var calls = Names(contents[i], "functionCall");
            var responses = Names(contents[i], "functionResponse");
            var asked = i == 0 ? [] : Names(contents[i - 1], "functionCall");
            if (responses.Count > 0 && !responses.Order().SequenceEqual(asked.Order()))
                return GeminiRefusal.Invalid("Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.");
            if (calls.Count > 0 && (i + 1 == contents.Count || Names(contents[i + 1], "functionResponse").Count != calls.Count))
                return GeminiRefusal.Invalid("Please ensure that function call turn comes immediately after a user turn or after a function response turn.");
            if (calls.Count > 0 && CheckSignature(contents[i], model, i, takesUnsigned) is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>The third generation wants the signature under the first of the calls of a turn, and wants it to be its own.</summary>
    private static GeminiRefusal? CheckSignature(JsonElement content, string model, int position, bool takesUnsigned)
    {
        if (!model.StartsWith("gemini-3", StringComparison.Ordinal)) return null;
        var first = content.GetProperty("parts").EnumerateArray().First(part => part.TryGetProperty("functionCall", out _));
        var name = first.GetProperty("functionCall").GetProperty("name").GetString()!;
        if (!first.TryGetProperty("thoughtSignature", out var signature))
            return GeminiRefusal.Invalid($"Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call `default_api:{name}` , position {position}.");
        return signature.GetString() == ContentPart.Sign(name) || (takesUnsigned && signature.GetString() == "skip_thought_signature_validator")
            ? null
            : GeminiRefusal.Invalid("Corrupted thought signature.");
    }

    private static List<string> Names(JsonElement content, string field) =>
        [.. content.GetProperty("parts").EnumerateArray().Where(part => part.TryGetProperty(field, out _)).Select(part => part.GetProperty(field).GetProperty("name").GetString()!)];
}
