using System.Text.Json.Nodes;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.GigaChat;

/// <summary>What an answer used.</summary>
internal readonly record struct GigaChatCount(int Prompt, int Completion, int Precached);

/// <summary>Answers in the exact form of GigaChat's API: no ids, arguments as objects, the version in the model's name.</summary>
internal static class GigaChatWire
{
    private const long Created = 1_790_000_000;

    public static string Completion(string model, GigaChatSays says, GigaChatCount usage)
    {
        var message = Message(says);
        message["content"] ??= says.Call is null ? says.Text : "";
        message["role"] = "assistant";
        var choice = new JsonObject { ["message"] = message, ["index"] = 0, ["finish_reason"] = Finish(says) };
        return Answer(model, choice, usage).ToJsonString(Options);
    }

    /// <summary>The events of a stream. The last piece of text has the finish reason and the usage with it.</summary>
    public static IEnumerable<string> Chunks(string model, GigaChatSays says, GigaChatCount usage)
    {
        var pieces = says.Call is null ? says.Pieces ?? PeerJson.Words(says.Text) : [""];
        for (var i = 0; i < pieces.Count; i++)
        {
            var isLast = i == pieces.Count - 1;
            var delta = isLast ? Message(says) : [];
            delta["content"] = pieces[i];
            if (i == 0) delta["role"] = "assistant";
            var choice = new JsonObject { ["delta"] = delta, ["index"] = 0 };
            if (isLast) choice["finish_reason"] = Finish(says);
            yield return Answer(model, choice, isLast ? usage : null).ToJsonString(Options);
        }
    }

    public static string Embeddings(string model, IReadOnlyList<string> texts) => PeerJson.Write(new
    {
        @object = "list",
        data = texts.Select((text, index) => new
        {
            @object = "embedding",
            embedding = PeerJson.Vector(text),
            index,
            usage = new { prompt_tokens = PeerJson.Tokens(text) },
        }),
        model,
    });

    public static string Token(GigaChatTokenForm form, string token, DateTimeOffset until) => form switch
    {
        GigaChatTokenForm.ShortSeconds => PeerJson.Write(new { tok = token, exp = until.ToUnixTimeSeconds() }),
        GigaChatTokenForm.ShortMilliseconds => PeerJson.Write(new { tok = token, exp = until.ToUnixTimeMilliseconds() }),
        _ => PeerJson.Write(new { access_token = token, expires_at = until.ToUnixTimeMilliseconds() }),
    };

    public static string TokenError(int code, string message) => PeerJson.Write(new { code, message });

    public static string Error(int status, string? message) => PeerJson.Write(new
    {
        status,
        message = message ?? status switch
        {
            400 => "Bad Request",
            401 => "Token has expired",
            402 => "Payment Required",
            404 => "No such model",
            413 => "Payload too large",
            422 => "Invalid params",
            429 => "Too Many Requests",
            _ => "Internal Server Error",
        },
    });

    public static string Models(IEnumerable<string> models) => PeerJson.Write(new { data = models.Select(Shape), @object = "list" });

    public static string Model(string model) => PeerJson.Write(Shape(model));

    public static string Counts(IReadOnlyList<string> texts) =>
        PeerJson.Write(texts.Select(text => new { @object = "tokens", tokens = PeerJson.Tokens(text), characters = text.Length }));

    private static readonly System.Text.Json.JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static object Shape(string model) =>
        new { id = model, @object = "model", owned_by = "salutedevices", type = model.StartsWith("Embeddings", StringComparison.Ordinal) ? "embedder" : "chat" };

    private static JsonObject Message(GigaChatSays says)
    {
        var message = new JsonObject();
        if (says.Call is not var (name, arguments)) return message;
        message["function_call"] = new JsonObject { ["name"] = name, ["arguments"] = JsonNode.Parse(arguments) };
        if (says.State is not null) message["functions_state_id"] = says.State;
        return message;
    }

    private static string Finish(GigaChatSays says) => says.Call is null ? says.Finish : "function_call";

    private static JsonObject Answer(string model, JsonObject choice, GigaChatCount? usage)
    {
        var answer = new JsonObject
        {
            ["choices"] = new JsonArray(choice),
            ["created"] = Created,
            ["model"] = $"{model}:2.0.28.2",
            ["object"] = "chat.completion",
        };
        if (usage is var (prompt, completion, precached))
        {
            answer["usage"] = new JsonObject
            {
                ["prompt_tokens"] = prompt,
                ["completion_tokens"] = completion,
                ["total_tokens"] = prompt + completion,
                ["precached_prompt_tokens"] = precached,
            };
        }

        return answer;
    }
}
