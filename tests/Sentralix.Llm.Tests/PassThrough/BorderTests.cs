using System.Net;
using System.Text.Json;
using Sentralix.Peers.OpenAi;
using Xunit;

namespace Sentralix.Llm.Tests.PassThrough;

/// <summary>What crosses the gateway and what doesn't.</summary>
public sealed class BorderTests
{
    private const string Question = """{"model":"large","messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task The_upstream_gets_its_own_key_and_never_the_clients()
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("chat/completions", Question);

        var headers = gateway.Upstream.Journal.Last.Headers;
        Assert.Equal($"Bearer {Gateway.Key}", headers["Authorization"]);
        Assert.DoesNotContain(headers.Values, value => value.Contains("key-of-the-client", StringComparison.Ordinal));
        Assert.False(headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task The_upstreams_request_id_and_time_come_back_and_its_limits_do_not()
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("chat/completions", Question);

        Assert.Equal("req_1", response.Headers.GetValues("x-request-id").Single());
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("1", response.Headers.GetValues("openai-processing-ms").Single());
    }

    [Fact]
    public async Task Idempotency_key_goes_on_to_the_upstream()
    {
        await using var gateway = await Gateway.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = new StringContent(Question) };
        request.Headers.Add("Idempotency-Key", "call-7");

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal("call-7", gateway.Upstream.Journal.Last.Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_32_MiB_is_413_in_OpenAIs_shape_and_reaches_no_upstream(bool announced)
    {
        await using var gateway = await Gateway.Start();
        var body = new byte[(32 * 1024 * 1024) + 1];
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = new ByteArrayContent(body) };
        // Without a length, the limit is found only on the way.
        if (!announced) request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = announced;

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("request_too_large", (await Error(response)).GetProperty("code").GetString());
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task A_body_of_31_MiB_passes_although_Kestrels_own_limit_is_lower()
    {
        await using var gateway = await Gateway.Start();
        var text = new string('a', 31 * 1024 * 1024);

        using var response = await gateway.Post("chat/completions", $$"""{"model":"large","messages":[{"role":"user","content":"{{text}}"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(gateway.Upstream.Journal.Last.Body.Length > text.Length);
    }

    [Fact]
    public async Task An_unknown_model_is_404_with_OpenAIs_code()
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("chat/completions", """{"model":"gpt-99","messages":[]}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("model_not_found", (await Error(response)).GetProperty("code").GetString());
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("embeddings")]
    public async Task A_body_that_is_no_JSON_is_400_in_OpenAIs_shape(string path)
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post(path, "{oops");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = await Error(response);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_hangs_up_stops_the_upstreams_work(bool stream)
    {
        var behaviour = stream
            ? new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(100), Answer = _ => new ChatAnswer("x") { Pieces = [.. Enumerable.Repeat("слово ", 600)] } }
            : new OpenAiBehaviour { BeforeFirst = TimeSpan.FromMinutes(1) };
        await using var gateway = await Gateway.Start(behaviour);
        using var client = new CancellationTokenSource();
        var body = $$"""{"model":"large","stream":{{(stream ? "true" : "false")}},"messages":[]}""";

        if (stream)
        {
            using var response = await gateway.Post("chat/completions", body, client.Token);
            await using var bytes = await response.Content.ReadAsStreamAsync();
            Assert.True(await bytes.ReadAsync(new byte[10]) > 0);
        }
        else
        {
            var call = gateway.Post("chat/completions", body, client.Token);
            await Until(() => gateway.Upstream.Journal.Count == 1);
            await client.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        var end = await gateway.Upstream.Journal.Last.End.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(RequestEnd.CallerLeft, end);
    }

    [Fact]
    public async Task The_list_of_models_names_each_and_calls_the_embedded_one_what_it_is()
    {
        await using var gateway = await Gateway.Start();

        using var list = JsonDocument.Parse(await gateway.Http.GetStringAsync("models"));

        Assert.Equal("list", list.RootElement.GetProperty("object").GetString());
        var models = list.RootElement.GetProperty("data").EnumerateArray()
            .ToDictionary(model => model.GetProperty("id").GetString()!, model => model);
        Assert.Equal(["large", "stand-in-small", "builtin/extract"], models.Keys);
        Assert.Equal("main", models["large"].GetProperty("owned_by").GetString());
        Assert.Equal("sentralix", models["builtin/extract"].GetProperty("owned_by").GetString());
        Assert.StartsWith("Not a language model", models["builtin/extract"].GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models/builtin/extract")]
    [InlineData("models/builtin%2Fextract")]
    public async Task A_model_with_a_slash_is_found_however_the_client_writes_it(string path)
    {
        await using var gateway = await Gateway.Start();

        using var model = JsonDocument.Parse(await gateway.Http.GetStringAsync(path));

        Assert.Equal("builtin/extract", model.RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_404()
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Http.GetAsync("models/none");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("model_not_found", (await Error(response)).GetProperty("code").GetString());
    }

    private static async Task<JsonElement> Error(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("error").Clone();
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition()) await Task.Delay(10, limit.Token);
    }
}
