using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Peers.OpenAi;

/// <summary>Answers in the exact form of OpenAI's API.</summary>
internal static class OpenAiWire
{
    private const long Created = 1_790_000_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Completion(string id, string model, ChatAnswer answer, int promptTokens) => Json(json =>
    {
        Head(json, id, "chat.completion", model);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", answer.ToolCalls.Count == 0 ? answer.Text : null);
        json.WriteNull("refusal");
        if (answer.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in answer.ToolCalls) WriteToolCall(json, call, null);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", Finish(answer));
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, promptTokens, Tokens(answer.Text));
    });

    /// <summary>The events of a stream, <c>[DONE]</c> excluded.</summary>
    public static IEnumerable<byte[]> Chunks(string id, string model, ChatAnswer answer, int promptTokens, bool withUsage)
    {
        yield return Chunk(id, model, withUsage, null, json =>
        {
            json.WriteString("role", "assistant");
            json.WriteString("content", "");
        });
        if (answer.ToolCalls.Count > 0)
        {
            for (var i = 0; i < answer.ToolCalls.Count; i++)
            {
                var (index, call) = (i, answer.ToolCalls[i]);
                yield return Chunk(id, model, withUsage, null, json => ToolDelta(json, () => WriteToolCall(json, call with { Arguments = "" }, index)));
                yield return Chunk(id, model, withUsage, null, json => ToolDelta(json, () => WriteArguments(json, call.Arguments, index)));
            }
        }
        else
        {
            foreach (var piece in answer.Pieces ?? Words(answer.Text))
                yield return Chunk(id, model, withUsage, null, json => json.WriteString("content", piece));
        }

        yield return Chunk(id, model, withUsage, Finish(answer), static _ => { });
        if (!withUsage) yield break;
        yield return Json(json =>
        {
            Head(json, id, "chat.completion.chunk", model);
            json.WriteStartArray("choices");
            json.WriteEndArray();
            Usage(json, promptTokens, Tokens(answer.Text));
        });
    }

    public static byte[] Error(int status, string? message = null) => Json(json =>
    {
        var (type, code, words) = status switch
        {
            400 => ("invalid_request_error", (string?)"invalid_value", "The request is wrong."),
            401 => ("invalid_request_error", "invalid_api_key", "Incorrect API key provided: sk-st*****key. You can find your API key in your account."),
            403 => ("request_forbidden", "unsupported_country_region_territory", "Country, region, or territory not supported"),
            404 => ("invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."),
            429 => ("requests", "rate_limit_exceeded", "Rate limit reached for requests."),
            503 => ("server_error", "server_is_overloaded", "The server is overloaded. Please try again later."),
            _ => ("server_error", null, "The server had an error while processing your request."),
        };
        json.WriteStartObject("error");
        json.WriteString("message", message ?? words);
        json.WriteString("type", type);
        json.WriteNull("param");
        json.WriteString("code", code);
        json.WriteEndObject();
    });

    public static byte[] Models(IEnumerable<string> models) => Json(json =>
    {
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("id", model);
            json.WriteString("object", "model");
            json.WriteNumber("created", Created);
            json.WriteString("owned_by", "stand-in");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static byte[] Embeddings(string model, IReadOnlyList<float[]> vectors, bool base64, int promptTokens) => Json(json =>
    {
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        for (var i = 0; i < vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object", "embedding");
            json.WriteNumber("index", i);
            if (base64) json.WriteBase64String("embedding", LittleEndian(vectors[i]));
            else WriteVector(json, vectors[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model", model);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", promptTokens);
        json.WriteNumber("total_tokens", promptTokens);
        json.WriteEndObject();
    });

    /// <summary>A count that grows with the text, as the real one does.</summary>
    public static int Tokens(string text) => (text.Length + 3) / 4;

    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var space = text.IndexOf(' ', start);
            var end = space < 0 ? text.Length : space + 1;
            yield return text[start..end];
            start = end;
        }
    }

    private static string Finish(ChatAnswer answer) => answer.ToolCalls.Count > 0 ? "tool_calls" : answer.FinishReason;

    private static byte[] Chunk(string id, string model, bool withUsage, string? finish, Action<Utf8JsonWriter> delta) => Json(json =>
    {
        Head(json, id, "chat.completion.chunk", model);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("delta");
        delta(json);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", finish);
        json.WriteEndObject();
        json.WriteEndArray();
        if (withUsage) json.WriteNull("usage");
    });

    private static void ToolDelta(Utf8JsonWriter json, Action call)
    {
        json.WriteStartArray("tool_calls");
        call();
        json.WriteEndArray();
    }

    private static void WriteToolCall(Utf8JsonWriter json, ToolCall call, int? index)
    {
        json.WriteStartObject();
        if (index is { } at) json.WriteNumber("index", at);
        json.WriteString("id", call.Id);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", call.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteArguments(Utf8JsonWriter json, string arguments, int index)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("function");
        json.WriteString("arguments", arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartArray("embedding");
        foreach (var value in vector) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static byte[] LittleEndian(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }

    private static void Head(Utf8JsonWriter json, string id, string type, string model)
    {
        json.WriteString("id", id);
        json.WriteString("object", type);
        json.WriteNumber("created", Created);
        json.WriteString("model", model);
        json.WriteString("service_tier", "default");
        json.WriteString("system_fingerprint", "fp_stand_in");
    }

    private static void Usage(Utf8JsonWriter json, int prompt, int completion)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", prompt);
        json.WriteNumber("completion_tokens", completion);
        json.WriteNumber("total_tokens", prompt + completion);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
