using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance.Llama;

/// <summary>A real model server that nobody here wrote, behind the whole service.</summary>
public sealed class LlamaServerTests(LlamaServer server) : IClassFixture<LlamaServer>
{
    [Fact]
    public async Task It_answers_whole_and_in_a_stream_and_is_paid_for_as_it_has_counted()
    {
        await using var gateway = await Open();

        using var whole = await Ask(gateway, """{"model":"own","max_tokens":12,"messages":[{"role":"user","content":"Где заказ?"}]}""");
        using var response = await gateway.Post("chat/completions", """{"model":"own","max_tokens":12,"messages":[{"role":"user","content":"Где заказ?"}],"stream":true,"stream_options":{"include_usage":true}}""");
        var events = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("data: [DONE]", events[^1]);
        using var last = JsonDocument.Parse(events[^2]["data: ".Length..]);
        var rows = await Ledger(gateway);
        foreach (var (usage, row) in new[] { whole.RootElement, last.RootElement }.Select(answer => answer.GetProperty("usage")).Zip(rows))
        {
            Assert.Equal(("answered", "provider"), (row.Outcome, row.Source));
            Assert.Equal((usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64()), (row.Input + row.CacheRead, row.Output));
            Assert.InRange(row.Output, 1, 12);
            Assert.True(row.Cost > 0);
        }
    }

    [Fact]
    public async Task Its_vectors_are_the_same_in_both_forms()
    {
        await using var gateway = await Open();

        using var numbers = await Ask(gateway, """{"model":"own","input":["заказ","возврат"]}""", "embeddings");
        using var bytes = await Ask(gateway, """{"model":"own","input":["заказ","возврат"],"encoding_format":"base64"}""", "embeddings");

        for (var i = 0; i < 2; i++)
        {
            var vector = numbers.RootElement.GetProperty("data")[i].GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ToArray();
            var encoded = bytes.RootElement.GetProperty("data")[i].GetProperty("embedding").GetBytesFromBase64();
            Assert.Equal(64, vector.Length);
            Assert.Equal(vector.Length, encoded.Length / sizeof(float));
            for (var at = 0; at < vector.Length; at++) Assert.Equal(vector[at], BitConverter.ToSingle(encoded, at * sizeof(float)), tolerance: 1e-4f);
        }

        Assert.All(await Ledger(gateway), row => Assert.True(row is { Outcome: "answered", Source: "provider", Input: > 0 }, $"{row.Outcome} {row.Source} {row.Input}"));
    }

    [Fact]
    public async Task A_schema_is_kept_even_by_a_model_that_throws_dice()
    {
        await using var gateway = await Open();

        using var answer = await Ask(gateway, """
            {"model":"own","max_tokens":2000,"messages":[{"role":"user","content":"Да?"}],
            "response_format":{"type":"json_schema","json_schema":{"name":"verdict","schema":{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}}}}
            """);

        using var said = JsonDocument.Parse(answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.True(said.RootElement.GetProperty("ok").ValueKind is JsonValueKind.True or JsonValueKind.False);
    }

    [Fact]
    public async Task A_wrong_key_is_ours_to_mend_and_costs_nothing()
    {
        await using var gateway = await Open(key: "not-the-key");

        using var response = await gateway.Post("chat/completions", """{"model":"own","messages":[{"role":"user","content":"Где заказ?"}]}""");

        await AssertRefused(502, "auth", response, gateway);
    }

    [Fact]
    public async Task A_question_longer_than_the_models_memory_is_refused_with_a_stable_code_and_costs_nothing()
    {
        await using var gateway = await Open();

        using var response = await gateway.Post("chat/completions", $$"""{"model":"own","messages":[{"role":"user","content":"{{new string('я', RandomModel.Context)}}"}]}""");

        await AssertRefused(400, "context_length", response, gateway);
    }

    [Fact]
    public async Task It_stops_when_the_client_hangs_up()
    {
        await using var gateway = await Open();

        // Longer than any machine needs to notice; and fields that only this server knows get through to it.
        using (var response = await gateway.Post("chat/completions", """{"model":"own","max_tokens":15000,"ignore_eos":true,"messages":[{"role":"user","content":"Где заказ?"}],"stream":true}"""))
        {
            var stream = await response.Content.ReadAsStreamAsync();
            var (heard, buffer) = (new StringBuilder(), new byte[4096]);
            while (!heard.ToString().Contains("\"content\":\"", StringComparison.Ordinal)) heard.Append(Encoding.UTF8.GetString(buffer.AsSpan(0, await stream.ReadAsync(buffer))));
        }

        var row = Assert.Single(await Ledger(gateway));
        Assert.Equal("cancelled", row.Outcome);
        Assert.True(row is { Source: "estimated", Cost: > 0 }, $"{row.Source} {row.Cost}");
        Assert.InRange(row.Output, 1, 14_000);
        for (var (slot, i) = (await server.Slot(), 0); slot.IsBusy; slot = await server.Slot(), i++)
        {
            Assert.True(i < 300, $"It goes on for nobody: {slot.Told}");
            await Task.Delay(100);
        }
    }

    private static async Task AssertRefused(int status, string code, HttpResponseMessage response, Gateway gateway)
    {
        var text = await response.Content.ReadAsStringAsync();
        using var body = JsonDocument.Parse(text);
        Assert.Equal((status, code), ((int)response.StatusCode, body.RootElement.GetProperty("error").GetProperty("code").GetString()));
        Assert.DoesNotContain(LlamaServer.Key, text, StringComparison.Ordinal);
        var row = Assert.Single(await Ledger(gateway));
        Assert.Equal(("failed", code, "none", 0L), (row.Outcome, row.ErrorCode, row.Source, row.Cost));
    }

    private static async Task<JsonDocument> Ask(Gateway gateway, string body, string path = "chat/completions")
    {
        using var response = await gateway.Post(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, text);
        return JsonDocument.Parse(text);
    }

    private static async Task<List<AttemptRow>> Ledger(Gateway gateway)
    {
        await gateway.Settled();
        return await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).ToListAsync(c), default);
    }

    private Task<Gateway> Open(string key = LlamaServer.Key)
    {
        LlamaServer.Require();
        return Gateway.Start(StoreKind.Sqlite, null, (db, _, box) =>
        {
            Configured.Provider(db, box, "llama", "openai", new Uri(server.BaseUrl, "/v1"), new Dictionary<string, string>(), [key]);
            Configured.Price(db, "llama");
            Configured.Route(db, new WriteModelRoute { Model = "own", MaxAttempts = 1, Targets = [new ModelTarget { Provider = "llama", Model = "own" }] });
        });
    }
}
