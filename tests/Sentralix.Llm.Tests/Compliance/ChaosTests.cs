using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance;

/// <summary>An upstream that nobody here wrote and that misbehaves as it likes: it drops requests, answers nonsense, hangs up and asks for
/// patience. Its own journal is the witness.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Calls = 300;
    private const string Said = "Здравствуйте! Hello from behind the platform.";

    private static readonly string[] Forms = ["chat/completions", "messages", "responses"];
    private static readonly string[] Models = ["open", "foreign"];

    [Fact]
    public async Task Every_call_ends_with_a_whole_answer_or_with_an_error_in_its_clients_dialect()
    {
        await using var aimock = await Aimock.Start("--chaos-drop", "0.1", "--chaos-malformed", "0.1", "--chaos-disconnect", "0.1", "--chaos-ratelimit", "0.03");
        await using var gateway = await Gateway.Start(StoreKind.Sqlite, null, (db, _, box) =>
        {
            Configured.Provider(db, box, "open", "openai", new Uri(aimock.BaseUrl, "/v1"), new Dictionary<string, string>(), ["aimock-key"]);
            Configured.Provider(db, box, "foreign", "anthropic", aimock.BaseUrl, new Dictionary<string, string>(), ["aimock-key"]);
            foreach (var model in Models)
                Configured.Route(db, new WriteModelRoute { Model = model, MaxAttempts = 2, Targets = [new ModelTarget { Provider = model, Model = model == "open" ? "gpt-4o-mini" : "claude-sonnet-4-5" }] });
        });

        var (left, whole, refused, broken) = (Calls, 0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int number; (number = Interlocked.Decrement(ref left)) >= 0;)
            {
                switch (await Ask(gateway, Forms[number % 3], Models[number / 3 % 2], isStream: number / 6 % 2 == 0, isHalf: number % 7 == 0))
                {
                    case Ending.Whole: Interlocked.Increment(ref whole); break;
                    case Ending.Refused: Interlocked.Increment(ref refused); break;
                    default: Interlocked.Increment(ref broken); break;
                }
            }
        }));

        await gateway.Settled();
        var rows = await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.ToListAsync(c), default);
        var seen = await aimock.Seen();
        output.WriteLine($"RESULT chaos calls={Calls} whole={whole} refused={refused} broken={broken} attempts={rows.Count} seen={seen}");
        Assert.Equal(Calls, whole + refused + broken);
        Assert.True(whole > Calls / 2, $"{whole} of {Calls} were answered.");
        Assert.True(refused > 0 && broken > 0, "There was no chaos.");
        Assert.Equal(seen, rows.Count);
        Assert.Equal(whole, rows.Count(row => row.Outcome == "answered"));
        Assert.All(rows.Where(row => row.Outcome == "failed"), row => Assert.Equal("none", row.Source));
    }

    private static async Task<Ending> Ask(Gateway gateway, string form, string model, bool isStream, bool isHalf)
    {
        // It breaks off each stream of this answer.
        var question = isHalf ? "half an answer" : "hello";
        var body = form == "responses"
            ? $$"""{"model":"{{model}}","input":"{{question}}","stream":{{(isStream ? "true" : "false")}}}"""
            : $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"{{question}}"}],"stream":{{(isStream ? "true" : "false")}}}""";
        while (true)
        {
            using var response = await gateway.Post(form, body);
            if ((int)response.StatusCode == 200)
            {
                var ending = isStream ? await ReadStream(response, form) : await ReadWhole(response, form);
                Assert.False(isStream && isHalf && ending == Ending.Whole, "Half an answer has been taken for a whole one.");
                return ending;
            }

            using var error = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            AssertError(form, error.RootElement);
            if (response.Headers.Contains("x-sentralix-attempts")) return Ending.Refused;

            // Nobody was asked, because somebody wants a pause: a client of good manners makes it and asks again.
            await Task.Delay(response.Headers.RetryAfter!.Delta!.Value);
        }
    }

    private static async Task<Ending> ReadWhole(HttpResponseMessage response, string form)
    {
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        var root = answer.RootElement;
        Assert.Equal((Said, true), form switch
        {
            "messages" => (root.GetProperty("content")[0].GetProperty("text").GetString(), root.GetProperty("stop_reason").GetString() == "end_turn"),
            "responses" => (root.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString(), root.GetProperty("status").GetString() == "completed"),
            _ => (root.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), root.GetProperty("choices")[0].GetProperty("finish_reason").GetString() == "stop"),
        });
        return Ending.Whole;
    }

    private static async Task<Ending> ReadStream(HttpResponseMessage response, string form)
    {
        var (text, last) = ("", default(JsonElement?));
        var isDone = false;
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            Assert.False(isDone, "Something follows the end.");
            if (item.Data == "[DONE]")
            {
                isDone = true;
                continue;
            }

            last = JsonDocument.Parse(item.Data).RootElement;
            text += TextOf(form, last.Value);
        }

        var end = last ?? throw new InvalidOperationException($"A stream of {form} without an event.");
        var type = end.TryGetProperty("type", out var named) ? named.GetString() : null;
        var isWhole = form switch { "messages" => type == "message_stop", "responses" => type == "response.completed", _ => isDone };
        if (isWhole)
        {
            Assert.Equal(Said, text);
            return Ending.Whole;
        }

        // Half an answer says that it is one, and how it came to be.
        Assert.False(isDone);
        if (form == "responses") Assert.True(type is "error" or "response.failed", $"It ended with {end}");
        else AssertError(form, end);
        return Ending.Broken;
    }

    private static string? TextOf(string form, JsonElement happened) => form switch
    {
        "messages" => happened.GetProperty("type").GetString() == "content_block_delta" ? happened.GetProperty("delta").GetProperty("text").GetString() : "",
        "responses" => happened.GetProperty("type").GetString() == "response.output_text.delta" ? happened.GetProperty("delta").GetString() : "",
        _ => happened.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var piece) ? piece.GetString() : "",
    };

    private static void AssertError(string form, JsonElement said)
    {
        var error = said.GetProperty("error");
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.NotEmpty(error.GetProperty("type").GetString()!);
        if (form == "messages") Assert.Equal("error", said.GetProperty("type").GetString());
        else Assert.NotEmpty(error.GetProperty("code").GetString()!);
    }

    private enum Ending
    {
        Whole,
        Refused,
        Broken,
    }
}
