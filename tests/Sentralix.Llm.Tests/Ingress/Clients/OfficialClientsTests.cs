using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress.Clients;

/// <summary>The judges of a translation are the clients that nobody here wrote: npm's <c>@anthropic-ai/sdk</c> and <c>openai</c>.</summary>
public sealed class OfficialClientsTests
{
    private static readonly string? Modules = Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is { Length: > 0 } folder ? folder : null;

    [Theory]
    [InlineData("messages", "Ёлка \"тут\" 😀")]
    [InlineData("messages_stream", Recorded.Text)]
    public async Task Anthropics_client_reads_a_message_whole_and_streamed(string what, string text)
    {
        var (message, chat) = await Do(what);

        var content = message.GetProperty("content");
        Assert.Equal(["thinking", "text", "tool_use", "tool_use"], content.EnumerateArray().Select(block => block.GetProperty("type").GetString()));
        Assert.Equal(Recorded.Thoughts, content[0].GetProperty("thinking").GetString());
        Assert.Equal(text, content[1].GetProperty("text").GetString());
        Assert.Equal("ё-7", content[2].GetProperty("input").GetProperty("id").GetString());
        Assert.Equal("Казань", content[3].GetProperty("input").GetProperty("city").GetString());
        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        Assert.Equal((60, 20), (Number(message, "usage", "cache_read_input_tokens"), Number(message, "usage", "output_tokens")));
        Assert.Equal("low", chat.GetProperty("reasoning_effort").GetString());
        if (what == "messages_stream") Assert.Equal(text, message.GetProperty("heard").GetString());
    }

    [Fact]
    public async Task Anthropics_client_goes_on_with_what_it_got()
    {
        var (_, chat) = await Do("messages_loop");

        Assert.Equal(["system", "user", "assistant", "tool", "tool"], Roles(chat));
        var assistant = chat.GetProperty("messages")[2];
        Assert.Equal(Recorded.Thoughts, assistant.GetProperty("reasoning_content").GetString());
        Assert.Equal(["call_a", "call_b"], assistant.GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("messages_cut", "APIError", null, "api_error", "stream_cut")]
    [InlineData("messages_refused", "BadRequestError", 400, "invalid_request_error", "unsupported_value")]
    [InlineData("responses_refused", "BadRequestError", 400, "invalid_request_error", "unsupported_parameter")]
    [InlineData("completions_cut", "APIError", null, "upstream_error", "stream_cut")]
    public async Task Refusals_and_cut_streams_are_the_clients_own_errors(string what, string kind, int? status, string type, string code)
    {
        var error = await Fail(what);

        Assert.Equal(kind, error.GetProperty("class").GetString());
        Assert.Equal(status, error.GetProperty("status").ValueKind == JsonValueKind.Null ? null : error.GetProperty("status").GetInt32());
        Assert.Equal((type, code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("responses", "Ёлка \"тут\" 😀")]
    [InlineData("responses_stream", Recorded.Text)]
    public async Task OpenAIs_client_reads_a_response_whole_and_streamed(string what, string text)
    {
        var (response, _) = await Do(what);

        Assert.Equal("completed", response.GetProperty("status").GetString());
        Assert.Equal(text, response.GetProperty("output_text").GetString());
        var output = response.GetProperty("output");
        Assert.Equal(["reasoning", "message", "function_call", "function_call"], output.EnumerateArray().Select(item => item.GetProperty("type").GetString()));
        Assert.Equal("{\"id\":\"ё-7\"}", output[2].GetProperty("arguments").GetString());
        Assert.Equal("{\"city\":\"Казань\"}", output[3].GetProperty("arguments").GetString());
        Assert.Equal((100, 20, 120), (Number(response, "usage", "input_tokens"), Number(response, "usage", "output_tokens"), Number(response, "usage", "total_tokens")));
        Assert.False(response.GetProperty("store").GetBoolean());
        if (what == "responses_stream") Assert.Contains("response.function_call_arguments.done", response.GetProperty("types").EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public async Task OpenAIs_client_goes_on_with_what_it_got()
    {
        var (_, chat) = await Do("responses_loop");

        Assert.Equal(["system", "user", "assistant", "tool", "tool"], Roles(chat));
        Assert.Equal(2, chat.GetProperty("messages")[2].GetProperty("tool_calls").GetArrayLength());
    }

    [Fact]
    public async Task OpenAIs_client_sees_that_an_answer_is_incomplete_or_has_failed()
    {
        var (response, _) = await Do("responses_short");
        var (failed, _) = await Do("responses_cut");

        Assert.Equal("incomplete", response.GetProperty("status").GetString());
        Assert.Equal("max_output_tokens", response.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal("response.failed", failed.GetProperty("type").GetString());
        Assert.Equal("stream_cut", failed.GetProperty("response").GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task OpenAIs_client_reads_a_completion_whole_and_streamed()
    {
        var (whole, chat) = await Do("completions");
        var (streamed, _) = await Do("completions_stream");

        Assert.Equal("Ёлка \"тут\" 😀", whole.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(["user"], Roles(chat));
        Assert.Equal(Recorded.Text, streamed.GetProperty("text").GetString());
        Assert.Equal(120, Number(streamed, "usage", "total_tokens"));
    }

    private static int Number(JsonElement element, string first, string second) => element.GetProperty(first).GetProperty(second).GetInt32();

    private static IEnumerable<string?> Roles(JsonElement chat) =>
        chat.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString());

    private static async Task<(JsonElement Said, JsonElement Chat)> Do(string what)
    {
        var (said, chat) = await Run(what);
        return said.TryGetProperty("ok", out var ok) ? (ok, chat) : throw new InvalidOperationException(said.GetRawText());
    }

    private static async Task<JsonElement> Fail(string what)
    {
        var (said, _) = await Run(what);
        return said.TryGetProperty("error", out var error) ? error : throw new InvalidOperationException(said.GetRawText());
    }

    private static async Task<(JsonElement Said, JsonElement Chat)> Run(string what)
    {
        if (Modules is null) Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.");
        await using var server = await DialectServer.Start();
        var start = new ProcessStartInfo("node", [Script(), Modules!, what, server.Address])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        Assert.True(process.ExitCode == 0, await complained);
        return (JsonDocument.Parse(await said).RootElement, server.LastChat);
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Sentralix.Llm.Tests", "Ingress", "Clients", "clients.mjs");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("The tests run outside of their repository.", "clients.mjs");
    }
}
