using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.Yandex;

/// <summary>Answers in the form of Yandex's compatible API, its ways included: functions' names as the ids of calls, the folder in the
/// model's name, chunks of several words, the last text with the finish reason, usage in a chunk without choices.</summary>
internal sealed class YandexCompatibleWire(string model, int number)
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly bool isOwn = model.Contains("yandexgpt", StringComparison.Ordinal);

    public string Completion(YandexSays says, int prompt)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = says.Calls.Count > 0 ? "" : says.Text };
        if (says.Calls.Count > 0) message["tool_calls"] = Calls(says);
        var answer = Head("chat.completion");
        answer["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = Finish(says) });
        answer["usage"] = Usage(says, prompt);
        return answer.ToJsonString(Options);
    }

    public IEnumerable<string> Chunks(YandexSays says, int prompt, bool withUsage)
    {
        var pieces = says.Calls.Count > 0 ? [""] : PeerJson.Words(says.Text);
        for (var i = 0; i < pieces.Count; i++)
        {
            var delta = new JsonObject();
            if (i == 0) delta["role"] = "assistant";
            if (says.Calls.Count > 0) delta["tool_calls"] = Calls(says);
            else delta["content"] = pieces[i];
            var choice = new JsonObject { ["index"] = 0, ["delta"] = delta };
            if (i == pieces.Count - 1) choice["finish_reason"] = Finish(says);
            var chunk = Head("chat.completion.chunk");
            chunk["choices"] = new JsonArray(choice);
            yield return chunk.ToJsonString(Options);
        }

        if (!withUsage) yield break;
        var last = Head("chat.completion.chunk");
        last["usage"] = Usage(says, prompt);
        yield return last.ToJsonString(Options);
    }

    /// <summary>Always numbers, whatever form was asked for.</summary>
    public static string Embeddings(string model, IReadOnlyList<string> texts) => PeerJson.Write(new
    {
        @object = "list",
        model,
        data = texts.Select((text, index) => new { index, embedding = PeerJson.Vector(text + model), @object = "embedding" }),
        usage = new { prompt_tokens = texts.Sum(PeerJson.Tokens), total_tokens = texts.Sum(PeerJson.Tokens) },
    });

    private static string Finish(YandexSays says) => says.Calls.Count > 0 ? "tool_calls" : says.Status switch { "TRUNCATED_FINAL" => "length", "CONTENT_FILTER" => "content_filter", _ => "stop" };

    private static JsonObject Usage(YandexSays says, int prompt)
    {
        var completion = says.Calls.Count > 0 ? 12 : PeerJson.Tokens(says.Text);
        return new JsonObject { ["prompt_tokens"] = prompt, ["total_tokens"] = prompt + completion, ["completion_tokens"] = completion };
    }

    private JsonArray Calls(YandexSays says) => new([.. says.Calls.Select((call, index) => (JsonNode)new JsonObject
    {
        ["index"] = index,
        // The models of others have ids of their own.
        ["id"] = isOwn ? call.Name : $"chatcmpl-tool-{number:x8}{index:x8}",
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
    })]);

    private JsonObject Head(string type) => new()
    {
        ["id"] = new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).ToString(),
        ["object"] = type,
        ["created"] = 1_790_000_000,
        ["model"] = model,
    };
}
