using System.Text.Json;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.GigaChat;

/// <summary>What GigaChat refuses in a chat request.</summary>
internal static class GigaChatRules
{
    /// <summary>The first rule that a request breaks; null: none.</summary>
    public static (int Status, string Words)? Broken(JsonElement request, IReadOnlyList<string> models, GigaChatFiles files)
    {
        if (PeerJson.Text(request, "model") is not { } model || !models.Contains(model)) return (404, "No such model");
        var messages = PeerJson.Items(request, "messages").ToList();
        if (messages.Count == 0) return (422, "messages must not be empty");
        if (request.TryGetProperty("temperature", out var temperature) && temperature.GetDouble() <= 0) return (422, "temperature must be greater than 0");
        if (PeerJson.Has(request, "response_format") && BrokenFormat(request.GetProperty("response_format")) is { } format) return (422, format);
        foreach (var function in PeerJson.Items(request, "functions"))
        {
            if (PeerJson.Text(function, "name") is null || !PeerJson.Has(function, "parameters")) return (422, "function must have a name and parameters");
        }

        string? called = null;
        for (var i = 0; i < messages.Count; i++)
        {
            if (BrokenMessage(messages[i], i, ref called) is { } words) return (422, words);
        }

        return files.Broken(messages);
    }

    public static GigaChatAsked Asked(JsonElement request)
    {
        var messages = PeerJson.Items(request, "messages").ToList();
        return new GigaChatAsked(
            PeerJson.Text(request, "model")!,
            messages.Where(m => PeerJson.Text(m, "role") == "user").Select(m => PeerJson.Text(m, "content")!).LastOrDefault(""),
            [.. PeerJson.Items(request, "functions").Select(f => PeerJson.Text(f, "name")!)],
            [.. messages.Where(m => PeerJson.Text(m, "role") == "function").Select(m => PeerJson.Text(m, "content")!)]);
    }

    private static string? BrokenMessage(JsonElement message, int index, ref string? called)
    {
        var role = PeerJson.Text(message, "role");
        if (role is not ("system" or "user" or "assistant" or "function" or "search_result")) return $"unknown role {role}";
        if (role == "system" && index > 0) return "system message must be the first message";
        if (PeerJson.Text(message, "content") is not { } content) return "content must be a string";
        if (role == "function")
        {
            if (called is null || called != PeerJson.Text(message, "name")) return "every assistant function result must have an assistant function call in history";
            if (!IsJson(content)) return "function result must be valid JSON";
        }

        called = null;
        if (!PeerJson.Has(message, "function_call")) return null;
        var call = message.GetProperty("function_call");
        if (!call.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object) return "function_call arguments must be an object";
        called = PeerJson.Text(call, "name");
        return null;
    }

    private static string? BrokenFormat(JsonElement format) =>
        PeerJson.Text(format, "type") == "json_schema" && PeerJson.Has(format, "schema") && format.GetProperty("schema").ValueKind == JsonValueKind.Object
            ? null
            : "response_format is not supported";

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
