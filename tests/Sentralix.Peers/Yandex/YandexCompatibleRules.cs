using System.Text.Json;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.Yandex;

/// <summary>What Yandex's API in OpenAI's form refuses.</summary>
internal static class YandexCompatibleRules
{
    public static (int Status, string Words)? Broken(JsonElement request, YandexBehaviour knows)
    {
        var model = PeerJson.Text(request, "model");
        if (!YandexRules.Knows(model, "gpt", knows.Folder, knows.Models)) return (400, "Failed to parse model URI");
        var ids = new Dictionary<string, string>();
        foreach (var message in PeerJson.Items(request, "messages"))
        {
            foreach (var call in PeerJson.Items(message, "tool_calls"))
            {
                var name = PeerJson.Text(call.GetProperty("function"), "name")!;
                var id = PeerJson.Text(call, "id") ?? "";
                // YandexGPT knows a call by its function's name only.
                if (model!.Contains("yandexgpt", StringComparison.Ordinal) && id != name) return (400, $"unknown tool call id: {id}");
                ids[id] = name;
            }

            if (PeerJson.Text(message, "role") == "tool" && !ids.ContainsKey(PeerJson.Text(message, "tool_call_id") ?? ""))
                return (400, $"unknown tool call id: {PeerJson.Text(message, "tool_call_id")}");
        }

        if (PeerJson.Has(request, "response_format") && PeerJson.Has(request.GetProperty("response_format"), "json_schema")
            && PeerJson.Text(request.GetProperty("response_format").GetProperty("json_schema"), "name") is null)
            return (400, "json_schema.name is required");
        return null;
    }

    public static YandexAsked Asked(JsonElement request)
    {
        var messages = PeerJson.Items(request, "messages").ToList();
        return new YandexAsked(
            PeerJson.Text(request, "model")!,
            messages.Where(m => PeerJson.Text(m, "role") == "user").Select(m => PeerJson.Text(m, "content")).LastOrDefault() ?? "",
            [.. PeerJson.Items(request, "tools").Select(t => PeerJson.Text(t.GetProperty("function"), "name")!)],
            [.. messages.Where(m => PeerJson.Text(m, "role") == "tool").Select(m => $"{PeerJson.Text(m, "tool_call_id")}={PeerJson.Text(m, "content")}")]);
    }

    public static bool WantsUsage(JsonElement request) =>
        PeerJson.Has(request, "stream_options") && request.GetProperty("stream_options").TryGetProperty("include_usage", out var usage) && usage.ValueKind == JsonValueKind.True;

    public static IEnumerable<string> Input(JsonElement request) =>
        request.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.String ? [input.GetString()!] : PeerJson.Items(request, "input").Select(text => text.GetString()!);
}
