using System.Net;
using System.Text;
using System.Text.Json;
using Sentralix.Peers.OpenAi;
using Xunit;

namespace Sentralix.Llm.Tests.PassThrough;

/// <summary>How an upstream's failures look to a client in OpenAI's dialect.</summary>
public sealed class WireFaultTests
{
    private static readonly (string, string)[] Impatient = [("FirstByteTimeoutMs", "1000"), ("IdleTimeoutMs", "1000"), ("AnswerTimeoutMs", "1000")];

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task An_error_in_the_dialect_comes_back_as_it_is(int status)
    {
        foreach (var stream in new[] { "true", "false" })
        {
            await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(status, retryAfterSeconds: 3) });
            using var response = await Ask(gateway, stream);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(gateway.Upstream.Journal.Last.Answer, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal("3", response.Headers.GetValues("retry-after").Single());
        }
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_key_is_the_gateways_trouble_and_not_told_as_the_clients(int status)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(status) });

        using var response = await Ask(gateway, "false");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var error = await Error(response);
        Assert.Equal("auth", error.GetProperty("code").GetString());
        Assert.DoesNotContain("sk-", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    [Theory]
    [InlineData("<html><body><h1>Bad gateway</h1></body></html>", "Bad gateway", "overloaded")]
    [InlineData("{\"error\":\"model is loading\"}", "model is loading", "overloaded")]
    [InlineData("{\"status\":502,\"message\":\"Нет мест\"}", "Нет мест", "overloaded")]
    [InlineData("{\"error\":{\"code\":400,\"message\":\"too long\",\"type\":\"exceed_context_size_error\"}}", "too long", "overloaded")]
    [InlineData("", "without a word", "overloaded")]
    public async Task An_error_in_another_form_is_told_in_the_dialects(string body, string words, string code)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(502, body: body) });

        using var response = await Ask(gateway, "false");

        Assert.Equal(502, (int)response.StatusCode);
        var error = await Error(response);
        Assert.Contains(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, error.GetProperty("type").ValueKind);
        Assert.Equal(code, error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_key_that_the_upstream_echoes_reaches_neither_the_client_nor_the_log()
    {
        var body = $$"""{"error":{"message":"No quota for {{Gateway.Key}}","type":"insufficient_quota","param":null,"code":"insufficient_quota"} }""";
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(429, body: body) });

        using var response = await Ask(gateway, "false");
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(429, (int)response.StatusCode);
        Assert.DoesNotContain(Gateway.Key, answer, StringComparison.Ordinal);
        Assert.Contains("No quota for ***", answer, StringComparison.Ordinal);
        Assert.Contains("no_money", gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Gateway.Key, gateway.Log.Text, StringComparison.Ordinal);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    [Theory]
    [InlineData(OpenAiFaultKind.Garbage, "true", 502, "bad_answer")]
    [InlineData(OpenAiFaultKind.Garbage, "false", 502, "bad_answer")]
    [InlineData(OpenAiFaultKind.HalfStream, "false", 502, "stream_cut")]
    [InlineData(OpenAiFaultKind.NeverAnswers, "true", 504, "timeout")]
    [InlineData(OpenAiFaultKind.NeverAnswers, "false", 504, "timeout")]
    [InlineData(OpenAiFaultKind.CutConnection, "true", 502, "unreachable")]
    [InlineData(OpenAiFaultKind.CutConnection, "false", 502, "unreachable")]
    public async Task A_failure_before_the_first_byte_has_a_status(OpenAiFaultKind kind, string stream, int status, string code)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = new OpenAiFault(kind) { Times = 1 } }, Impatient);

        using var response = await Ask(gateway, stream);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await Error(response)).GetProperty("code").GetString());
        using var next = await Ask(gateway, stream);
        Assert.True(next.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(OpenAiFaultKind.HalfStream, "stream_cut")]
    [InlineData(OpenAiFaultKind.CutStream, "stream_cut")]
    [InlineData(OpenAiFaultKind.SilentStream, "timeout")]
    public async Task A_stream_that_fails_later_ends_with_an_error_and_without_DONE(OpenAiFaultKind kind, string code)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = new OpenAiFault(kind) }, Impatient);

        using var response = await Ask(gateway, "true");
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"content\":\"Возврат \"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer, StringComparison.Ordinal);
        var events = answer.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        using var last = JsonDocument.Parse(events[^1].Trim()["data: ".Length..]);
        Assert.Equal(code, last.RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(code, gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_event_of_the_upstream_is_the_last_thing_the_client_sees()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.ErrorInStream) });

        using var response = await Ask(gateway, "true");
        var answer = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(gateway.Upstream.Journal.Last.Answer, answer);
        Assert.EndsWith("}}\n\n", Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "context_length", 400)]
    [InlineData("false", "context_length", 400)]
    public async Task An_error_with_status_200_becomes_an_error(string stream, string code, int status)
    {
        const string body = """{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}""";
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(200, body: body) });

        using var response = await Ask(gateway, stream);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await Error(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_key()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(307) });

        using var response = await Ask(gateway, "false");

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("bad_answer", (await Error(response)).GetProperty("code").GetString());
        Assert.Equal(1, gateway.Upstream.Journal.Count);
    }

    private static Task<HttpResponseMessage> Ask(Gateway gateway, string stream) =>
        gateway.Post("chat/completions", $$"""{"model":"large","stream":{{stream}},"messages":[{"role":"user","content":"hi"}]}""");

    private static async Task<JsonElement> Error(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("error").Clone();
    }
}
