using System.Text;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Calls;

/// <summary>A client whose form the provider speaks itself, and one whose form it does not.</summary>
public sealed class NativeFormTests
{
    private const string Question = """{"model":"smart","max_tokens":100,"stream":STREAM,"system":[{"type":"text","text":"Коротко","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"Можно вернуть?"}]}""";

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Messages_to_Anthropic_pass_through_byte_for_byte_and_are_accounted(string stream)
    {
        await using var anthropic = await AnthropicUpstream.Start();
        await using var gateway = await Start(anthropic, messagesOnly: true);

        using var response = await gateway.Post("messages", Question.Replace("STREAM", stream, StringComparison.Ordinal));
        var answer = await response.Content.ReadAsByteArrayAsync();

        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(answer));
        var seen = anthropic.Journal.Last;
        Assert.Equal(Question.Replace("STREAM", stream, StringComparison.Ordinal).Replace("smart", "claude-sonnet-4-5", StringComparison.Ordinal), seen.BodyText);
        Assert.Equal(seen.Answer, answer);
        Assert.Equal("2023-06-01", seen.Headers["anthropic-version"]);
        var row = await Row(gateway);
        Assert.Equal(("messages", "answered", "provider"), (row.Operation, row.Outcome, row.Source));
        Assert.Equal((25, 15), (row.Input, row.Output));
    }

    [Fact]
    public async Task A_stream_of_messages_that_breaks_off_ends_with_Anthropics_own_error_event()
    {
        await using var anthropic = await AnthropicUpstream.Start(new AnthropicBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.HalfStream) });
        await using var gateway = await Start(anthropic, messagesOnly: true);

        using var response = await gateway.Post("messages", Question.Replace("STREAM", "true", StringComparison.Ordinal));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("event: error", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
        Assert.Equal("cut", (await Row(gateway)).Outcome);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Where_one_target_does_not_speak_the_form_it_is_translated_for_all(string stream)
    {
        await using var anthropic = await AnthropicUpstream.Start();
        await using var gateway = await Start(anthropic, messagesOnly: false);

        using var response = await gateway.Post("messages", Question.Replace("STREAM", stream, StringComparison.Ordinal));
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Contains("\"end_turn\"", text, StringComparison.Ordinal);
        Assert.Contains("Возврат", text, StringComparison.Ordinal);
        Assert.Contains("cache_control", anthropic.Journal.Last.BodyText, StringComparison.Ordinal);
        var row = await Row(gateway);
        Assert.Equal(("chat", "answered", 25L, 15L), (row.Operation, row.Outcome, row.Input, row.Output));
    }

    private static Task<Gateway> Start(AnthropicUpstream anthropic, bool messagesOnly) => Gateway.Start(StoreKind.Sqlite, null, (db, upstream, box) =>
    {
        Configured.Provider(db, box, "claude", "anthropic", anthropic.BaseUrl);
        Configured.Provider(db, box, "spare", upstream);
        Configured.Price(db, "claude");
        var targets = new List<ModelTarget> { new() { Provider = "claude", Model = "claude-sonnet-4-5" } };
        if (!messagesOnly) targets.Add(new ModelTarget { Provider = "spare", Model = "b", Tier = 1 });
        Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = targets });
    });

    private static async Task<AttemptRow> Row(Gateway gateway)
    {
        await gateway.Settled();
        return await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.SingleAsync(c), default);
    }
}
