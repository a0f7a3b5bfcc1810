using System.Text.Json;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.Yandex;

/// <summary>What Yandex's native API refuses.</summary>
internal static class YandexRules
{
    /// <summary>The first rule that a request breaks; null: none.</summary>
    public static (int Status, string Words)? Broken(JsonElement request, YandexBehaviour knows)
    {
        var uri = PeerJson.Text(request, "modelUri");
        if (uri is null || !uri.StartsWith("gpt://", StringComparison.Ordinal)) return (400, "Failed to parse model URI");
        if (uri.Split('/') is not [_, _, var folder, ..] || folder != knows.Folder) return (400, "Specified folder ID does not match with service account folder");
        if (!Knows(uri, "gpt", knows.Folder, knows.Models)) return (400, "invalid model_uri");
        var options = request.TryGetProperty("completionOptions", out var given) ? given : default;
        if (options.ValueKind == JsonValueKind.Object && options.TryGetProperty("temperature", out var temperature) && temperature.GetDouble() is < 0 or > 1)
            return (400, "temperature must be in [0, 1]");

        var called = new HashSet<string>();
        var messages = PeerJson.Items(request, "messages").ToList();
        if (messages.Count == 0) return (400, "messages must not be empty");
        foreach (var message in messages)
        {
            if (BrokenMessage(message, called) is { } words) return (400, words);
        }

        foreach (var tool in PeerJson.Items(request, "tools"))
        {
            if (!PeerJson.Has(tool, "function") || PeerJson.Text(tool.GetProperty("function"), "name") is null) return (400, "tool must have a function");
        }

        return null;
    }

    public static YandexAsked Asked(JsonElement request)
    {
        var messages = PeerJson.Items(request, "messages").ToList();
        return new YandexAsked(
            PeerJson.Text(request, "modelUri")!,
            messages.Where(m => PeerJson.Text(m, "role") == "user").Select(m => PeerJson.Text(m, "text")).LastOrDefault(text => text is not null) ?? "",
            [.. PeerJson.Items(request, "tools").Select(t => PeerJson.Text(t.GetProperty("function"), "name")!)],
            [.. messages.SelectMany(m => Inner(m, "toolResultList", "toolResults")).Select(r => r.GetProperty("functionResult"))
                .Select(r => $"{PeerJson.Text(r, "name")}={PeerJson.Text(r, "content")}")]);
    }

    public static bool Streams(JsonElement request) =>
        request.TryGetProperty("completionOptions", out var options) && options.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    public static bool Knows(string? uri, string scheme, string folder, IReadOnlyList<string> models) =>
        models.Any(model => uri == $"{scheme}://{folder}/{model}");

    private static string? BrokenMessage(JsonElement message, HashSet<string> called)
    {
        if (PeerJson.Text(message, "role") is not ("system" or "user" or "assistant")) return "unknown role";
        string[] kinds = [.. ((string[])["text", "toolCallList", "toolResultList"]).Where(kind => PeerJson.Has(message, kind))];
        if (kinds.Length != 1) return "message must have exactly one of text, toolCallList, toolResultList";
        foreach (var call in Inner(message, "toolCallList", "toolCalls"))
        {
            var function = call.GetProperty("functionCall");
            if (!function.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object) return "arguments must be an object";
            called.Add(PeerJson.Text(function, "name")!);
        }

        foreach (var result in Inner(message, "toolResultList", "toolResults"))
        {
            var function = result.GetProperty("functionResult");
            if (PeerJson.Text(function, "name") is not { } name || !called.Contains(name)) return "tool result must follow its tool call";
            if (PeerJson.Text(function, "content") is null) return "tool result must have content";
        }

        return null;
    }

    private static IEnumerable<JsonElement> Inner(JsonElement message, string list, string items) =>
        PeerJson.Has(message, list) ? PeerJson.Items(message.GetProperty(list), items) : [];
}
