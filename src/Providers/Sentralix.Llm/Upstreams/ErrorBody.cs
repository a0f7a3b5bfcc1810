using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sentralix.Llm.Upstreams;

/// <summary>What an upstream's error answer says, whichever of the usual forms it has.</summary>
internal sealed partial record ErrorBody(string Message, string? Type, string? Code, string? Param)
{
    /// <summary>The body is in OpenAI's exact form and can be passed on as it is.</summary>
    public bool IsDialect { get; init; }

    /// <summary>How long the upstream asks to wait, where it says so in the body (Google).</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return FromJson(document.RootElement) ?? FromText(body.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8 or holds half a surrogate pair.
            return FromText(body.Span);
        }
    }

    private static ErrorBody? FromJson(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        if (!root.TryGetProperty("error", out var error))
        {
            // GigaChat: {"status","message"}; FastAPI servers: {"detail"}; older vLLM: the object without its wrapper.
            var words = Text(root, "message") ?? Text(root, "detail");
            return words is null ? null : new ErrorBody(words, Text(root, "type"), Text(root, "code"), Text(root, "param"));
        }

        // Ollama's own API: {"error":"text"}.
        if (error.ValueKind == JsonValueKind.String) return new ErrorBody(error.GetString()!, null, null, null);
        if (error.ValueKind != JsonValueKind.Object || Text(error, "message") is not { } message) return null;

        return new ErrorBody(message, Text(error, "type"), Text(error, "code"), Text(error, "param"))
        {
            RetryAfter = RetryDelay(error),
            // llama.cpp's numeric code is one that typed clients stumble over.
            IsDialect = IsStringOrNull(error, "type") && IsStringOrNull(error, "code") && IsStringOrNull(error, "param"),
        };
    }

    private static TimeSpan? RetryDelay(JsonElement error)
    {
        if (!error.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Array) return null;
        foreach (var detail in details.EnumerateArray())
        {
            if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("retryDelay", out var delay) && delay.ValueKind == JsonValueKind.String
                && delay.GetString() is [.. var seconds, 's'] && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var wait))
                return TimeSpan.FromSeconds(Math.Min(wait, TimeSpan.SecondsPerDay));
        }

        return null;
    }

    private static ErrorBody FromText(ReadOnlySpan<byte> body)
    {
        // Broken bytes become replacement characters: this text is only ever shown.
        var text = Encoding.UTF8.GetString(body);
        text = White().Replace(Tag().Replace(text, " "), " ").Trim();
        return new ErrorBody(text, null, null, null);
    }

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    private static bool IsStringOrNull(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.String or JsonValueKind.Null;

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex White();
}
