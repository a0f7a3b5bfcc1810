using System.Text.Json;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Clients;

/// <summary>Clients from npm, with nothing changed but their base URL and key, through the public door.</summary>
[Collection(nameof(LlmClients))]
public sealed class LlmClientTests(LlmHost host)
{
    private const string Said = OpenAiBehaviour.DefaultText;

    [Fact]
    public async Task OpenAIs_client_can_do_everything()
    {
        var run = await host.Run("openai");

        Assert.Equal(Said, Text(Ok(run, "chat"), "text"));
        AssertCounted(Ok(run, "chat").GetProperty("usage"), "prompt_tokens", "completion_tokens");
        Assert.Equal(Said, Text(Ok(run, "stream"), "text"));
        Assert.Equal(Ok(run, "chat").GetProperty("usage").GetRawText(), Ok(run, "stream").GetProperty("usage").GetRawText());
        Assert.Equal("tool_calls", Text(Ok(run, "helper"), "finish_reason"));
        var call = Assert.Single(Ok(run, "helper").GetProperty("calls").EnumerateArray());
        Assert.Equal(("call_7", """{"city":"Казань"}"""), (Text(call, "id"), Text(call.GetProperty("function"), "arguments")));

        var vectors = Vectors(Ok(run, "embeddings"));
        Assert.Equal(2, vectors.Count);
        foreach (var (encoded, written) in vectors.Zip(Vectors(Ok(run, "embeddings_float"))))
        {
            Assert.Equal(encoded.Count, written.Count);
            Assert.All(encoded.Zip(written), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-6));
        }

        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Contains(LlmHost.Good, Ok(run, "models").GetProperty("ids").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(LlmHost.Good, Text(Ok(run, "models"), "one"));

        Assert.Equal((Said, "completed"), (Text(Ok(run, "responses"), "text"), Text(Ok(run, "responses"), "status")));
        AssertCounted(Ok(run, "responses").GetProperty("usage"), "input_tokens", "output_tokens");
        Assert.Equal((Said, "completed"), (Text(Ok(run, "responses_stream"), "text"), Text(Ok(run, "responses_stream"), "status")));
        var types = Ok(run, "responses_stream").GetProperty("types").EnumerateArray().Select(type => type.GetString()).ToList();
        Assert.Equal(("response.created", "response.completed"), (types[0], types[^1]));
        Assert.True(types.Count(type => type == "response.output_text.delta") > 1, string.Join(' ', types));
    }

    [Fact]
    public async Task OpenAIs_client_keeps_files_and_runs_batches()
    {
        var run = await host.Run("openai");

        var files = Ok(run, "files");
        var made = files.GetProperty("made");
        Assert.Equal(("file", "batch", "запросы.jsonl", 3000), (Text(made, "object"), Text(made, "purpose"), Text(made, "filename"), made.GetProperty("bytes").GetInt32()));
        Assert.Equal(7200, made.GetProperty("expires_at").GetInt64() - made.GetProperty("created_at").GetInt64());
        Assert.Equal("processed", Text(files, "ready"));
        foreach (var claim in new[] { "listed", "same", "deleted" }) Assert.True(files.GetProperty(claim).GetBoolean(), claim);

        var batches = Ok(run, "batches");
        var batch = batches.GetProperty("batch");
        Assert.Equal(("validating", "completed", "7"), (Text(batches, "begun"), Text(batch, "status"), Text(batch.GetProperty("metadata"), "night")));
        var counts = batch.GetProperty("request_counts");
        Assert.Equal((3, 2, 1), (counts.GetProperty("total").GetInt32(), counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32()));
        var output = batches.GetProperty("output").EnumerateArray().ToList();
        Assert.Equal(["one", "two"], output.Select(line => Text(line, "custom_id")));
        Assert.Equal(Said, Text(output[0].GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message"), "content"));
        Assert.Equal("get_weather", Text(output[1].GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function"), "name"));
        var error = Assert.Single(batches.GetProperty("errors").EnumerateArray());
        Assert.Equal(("lost", "model_not_found"), (Text(error, "custom_id"), Text(error.GetProperty("response").GetProperty("body").GetProperty("error"), "code")));
        Assert.True(batches.GetProperty("listed").GetBoolean());

        var cancelled = Ok(run, "cancelled_batch");
        Assert.Equal(("cancelling", "cancelled"), (Text(cancelled, "cancelling"), Text(cancelled, "status")));
        AssertError(run, "unknown_batch", "NotFoundError", 404, "batch_not_found");
        AssertError(run, "unknown_file", "NotFoundError", 404, "file_not_found");
    }

    [Fact]
    public async Task OpenAIs_client_throws_its_own_errors()
    {
        var run = await host.Run("openai");

        AssertError(run, "busy", "RateLimitError", 429, "rate_limit_exceeded");
        AssertWaits(Error(run, "busy"));
        AssertError(run, "down", "InternalServerError", 503, "server_is_overloaded");
        AssertError(run, "unknown_key", "AuthenticationError", 401, "invalid_api_key");
        AssertError(run, "unknown_model", "NotFoundError", 404, "model_not_found");

        // Half a stream is an error, and not an answer that happens to be short.
        Assert.Equal(("APIError", "stream_cut"), (Text(Error(run, "cut"), "class"), Text(Error(run, "cut"), "code")));
    }

    [Fact]
    public async Task Anthropics_client_can_do_everything()
    {
        var run = await host.Run("anthropic");

        Assert.Equal((Said, "end_turn"), (Text(Ok(run, "message"), "text"), Text(Ok(run, "message"), "stop_reason")));
        AssertCounted(Ok(run, "message").GetProperty("usage"), "input_tokens", "output_tokens");
        Assert.Equal((Said, Said, "end_turn"), (Text(Ok(run, "stream"), "text"), Text(Ok(run, "stream"), "heard"), Text(Ok(run, "stream"), "stop_reason")));
        AssertCounted(Ok(run, "stream").GetProperty("usage"), "input_tokens", "output_tokens");
        Assert.Equal("tool_use", Text(Ok(run, "tools"), "stop_reason"));
        var call = Ok(run, "tools").GetProperty("call");
        Assert.Equal(("get_weather", "Казань"), (Text(call, "name"), Text(call.GetProperty("input"), "city")));
        Assert.Equal(Said, Text(Ok(run, "tool_result"), "text"));
        Assert.Equal(Said, Ok(run, "bearer").GetString());
        var (few, many) = (Ok(run, "count").GetProperty("short").GetInt32(), Ok(run, "count").GetProperty("long").GetInt32());
        Assert.True(few > 0 && many > 10 * few, $"{few} {many}");
    }

    [Fact]
    public async Task Anthropics_client_throws_its_own_errors_which_are_in_its_own_shape()
    {
        var run = await host.Run("anthropic");

        foreach (var (check, type, status, kind) in ((string, string, int, string)[])
            [
                ("busy", "RateLimitError", 429, "rate_limit_error"), ("down", "ServiceUnavailableError", 503, "api_error"),
                ("unknown_key", "AuthenticationError", 401, "authentication_error"), ("unknown_model", "NotFoundError", 404, "not_found_error"),
                ("count_unknown_model", "NotFoundError", 404, "not_found_error"),
            ])
        {
            var error = Error(run, check);
            Assert.Equal((type, status), (Text(error, "class"), error.GetProperty("status").GetInt32()));
            var body = error.GetProperty("body");
            Assert.Equal(("error", kind), (Text(body, "type"), Text(body.GetProperty("error"), "type")));
            Assert.NotEmpty(Text(body.GetProperty("error"), "message")!);
        }

        AssertWaits(Error(run, "busy"));
        Assert.Equal("APIError", Text(Error(run, "cut"), "class"));
    }

    [Fact]
    public async Task The_AI_SDK_can_do_everything()
    {
        var run = await host.Run("ai");

        Assert.Equal((Said, "stop"), (Text(Ok(run, "generate"), "text"), Text(Ok(run, "generate"), "finish")));
        AssertCounted(Ok(run, "generate").GetProperty("usage"), "input", "output");
        Assert.Equal((Said, "stop"), (Text(Ok(run, "stream"), "text"), Text(Ok(run, "stream"), "finish")));
        Assert.True(Ok(run, "stream").GetProperty("pieces").GetInt32() > 1);
        AssertCounted(Ok(run, "stream").GetProperty("usage"), "input", "output");
        Assert.Equal("tool-calls", Text(Ok(run, "tools"), "finish"));
        var call = Assert.Single(Ok(run, "tools").GetProperty("calls").EnumerateArray());
        Assert.Equal(("get_weather", "Казань"), (Text(call, "toolName"), Text(call.GetProperty("input"), "city")));
        var vectors = Vectors(Ok(run, "embed"));
        Assert.Equal(2, vectors.Count);
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Equal(429, Error(run, "busy").GetProperty("status").GetInt32());
        AssertWaits(Error(run, "busy"));
    }

    private static JsonElement Ok(JsonElement run, string check) => run.GetProperty(check).TryGetProperty("ok", out var ok)
        ? ok
        : throw new Xunit.Sdk.XunitException($"{check}: {run.GetProperty(check)}");

    private static JsonElement Error(JsonElement run, string check) => run.GetProperty(check).TryGetProperty("error", out var error)
        ? error
        : throw new Xunit.Sdk.XunitException($"{check} succeeded: {run.GetProperty(check)}");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static void AssertError(JsonElement run, string check, string type, int status, string code)
    {
        var error = Error(run, check);
        // Whoever is left out for a while is told so in our words, with our code.
        var ours = code switch { "rate_limit_exceeded" => "rate_limited", "server_is_overloaded" => "overloaded", _ => code };
        Assert.Equal((type, status), (Text(error, "class"), error.GetProperty("status").GetInt32()));
        Assert.True(Text(error, "code") == code || Text(error, "code") == ours, error.GetRawText());
    }

    private static void AssertWaits(JsonElement error) => Assert.InRange(int.Parse(Text(error, "retry_after")!, System.Globalization.CultureInfo.InvariantCulture), 1, LlmHost.RetryAfter);

    private static void AssertCounted(JsonElement usage, string input, string output) =>
        Assert.True(usage.GetProperty(input).GetInt32() > 0 && usage.GetProperty(output).GetInt32() > 0, usage.GetRawText());

    private static List<List<double>> Vectors(JsonElement vectors) => [.. vectors.EnumerateArray().Select(vector => vector.EnumerateArray().Select(number => number.GetDouble()).ToList())];
}
