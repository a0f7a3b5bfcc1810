using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Sentralix.Peers.OpenAi;

/// <summary>What the stand-in reads of a chat request.</summary>
internal sealed record ChatRequest(
    string Model, bool Stream, bool IncludeUsage, bool HasTools, string LastUserText, string SystemText)
{
    public static bool TryRead(byte[] body, [NotNullWhen(true)] out ChatRequest? request)
    {
        request = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (!root.TryGetProperty("model", out var model) || !root.TryGetProperty("messages", out var messages)) return false;
            request = new ChatRequest(
                model.GetString()!,
                root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
                root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
                    && options.TryGetProperty("include_usage", out var usage) && usage.ValueKind == JsonValueKind.True,
                root.TryGetProperty("tools", out var tools) && tools.GetArrayLength() > 0,
                Texts(messages, "user").LastOrDefault(""),
                string.Join('\n', Texts(messages, "system")));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<string> Texts(JsonElement messages, string role) =>
    [
        .. messages.EnumerateArray()
            .Where(message => message.GetProperty("role").ValueEquals(role))
            .Select(message => message.TryGetProperty("content", out var content) ? Text(content) : ""),
    ];

    private static string Text(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(
            content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };
}
