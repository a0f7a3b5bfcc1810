using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.Yandex;

/// <summary>Answers in the exact form of Yandex's native API.</summary>
internal static class YandexWire
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Result(YandexSays says, int prompt, int reasoning) =>
        Result(says.Calls.Count > 0 ? null : says.Text, says.Calls, Final(says), prompt, Used(says), reasoning);

    /// <summary>The objects of a stream: each has the whole text so far.</summary>
    public static IEnumerable<string> Results(YandexSays says, int prompt, int reasoning)
    {
        if (says.Calls.Count == 0)
        {
            foreach (var text in says.SoFar ?? Growing(says.Text))
                yield return Result(text, [], "ALTERNATIVE_STATUS_PARTIAL", prompt, PeerJson.Tokens(text), 0);
        }

        yield return Result(says, prompt, reasoning);
    }

    public static string Embedding(string model, string text, string? dimensions) => PeerJson.Write(new
    {
        embedding = PeerJson.Vector(text + model, dimensions is null ? 8 : int.Parse(dimensions, CultureInfo.InvariantCulture)),
        numTokens = Number(PeerJson.Tokens(text)),
        modelVersion = "06.12.2023",
    });

    public static string Error(int status, string? message) => PeerJson.Write(new
    {
        error = new
        {
            grpcCode = status switch { 400 => 3, 401 => 16, 403 => 7, 404 => 5, 429 => 8, 503 => 14, 504 => 4, _ => 13 },
            httpCode = status,
            message = message ?? "The service could not process the request",
            httpStatus = status switch { 400 => "Bad Request", 401 => "Unauthorized", 403 => "Forbidden", 404 => "Not Found", 429 => "Too Many Requests", 503 => "Service Unavailable", _ => "Internal Server Error" },
            details = Array.Empty<object>(),
        },
    });

    public static string CompatibleError(int status, string? message) => PeerJson.Write(new
    {
        error = new
        {
            message = message ?? "The service could not process the request",
            type = status switch { 400 or 404 => "invalid_request_error", 401 => "authentication_error", 429 => "rate_limit_error", _ => "server_error" },
        },
    });

    private static IEnumerable<string> Growing(string text)
    {
        var soFar = "";
        foreach (var word in PeerJson.Words(text)) yield return soFar += word;
    }

    private static string Result(string? text, IReadOnlyList<(string Name, string Arguments)> calls, string status, int prompt, int completion, int reasoning)
    {
        var message = new JsonObject { ["role"] = "assistant" };
        if (text is not null) message["text"] = text;
        else message["toolCallList"] = new JsonObject { ["toolCalls"] = new JsonArray([.. calls.Select(Call)]) };
        return new JsonObject
        {
            ["result"] = new JsonObject
            {
                ["alternatives"] = new JsonArray(new JsonObject { ["message"] = message, ["status"] = status }),
                ["usage"] = new JsonObject
                {
                    ["inputTextTokens"] = Number(prompt),
                    ["completionTokens"] = Number(completion),
                    ["totalTokens"] = Number(prompt + completion),
                    ["completionTokensDetails"] = new JsonObject { ["reasoningTokens"] = Number(reasoning) },
                },
                ["modelVersion"] = "09.02.2025",
            },
        }.ToJsonString(Options);
    }

    private static JsonNode Call((string Name, string Arguments) call) =>
        new JsonObject { ["functionCall"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) } };

    private static string Final(YandexSays says) => says.Calls.Count > 0 ? "ALTERNATIVE_STATUS_TOOL_CALLS" : $"ALTERNATIVE_STATUS_{says.Status}";

    private static int Used(YandexSays says) => says.Calls.Count > 0 ? 12 : PeerJson.Tokens(says.Text);

    // Protobuf's JSON has 64-bit numbers in strings.
    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
