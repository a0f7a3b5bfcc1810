using System.ClientModel;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenAI;
using OpenAI.Chat;
using Sentralix.Aggregator.Chat;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Aggregator.Tests.Chat;

/// <summary>An assistant in OpenAI's form, asked by OpenAI's own client.</summary>
public sealed class ChatTests
{
    private const string Key = "key-of-the-operator";

    [Fact]
    public async Task OpenAIs_client_gets_a_whole_answer_with_usage()
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("ADMIN_KEY", Key));
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        house.Orchestrator.Script = (c, r, _, _) => ScriptedConversations.Say(c, r!, "Two ", "weeks [1]");
        ChatCompletion answer = await Client(door).CompleteChatAsync(new SystemChatMessage("Ignored"), new UserChatMessage("Old"), new AssistantChatMessage("…"), new UserChatMessage("How long?"));
        Assert.Equal("Two weeks [1]", answer.Content.Single().Text);
        Assert.Equal((ChatFinishReason.Stop, 11, 7), (answer.FinishReason, answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount));
        Assert.Equal("How long?", house.Orchestrator.Posted.Single().Parts.Single().Text);
    }

    [Fact]
    public async Task OpenAIs_client_gets_an_answer_in_chunks_with_usage()
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("ADMIN_KEY", Key));
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        house.Orchestrator.Script = (c, r, _, _) => ScriptedConversations.Say(c, r!, "Two ", "weeks");
        var pieces = new List<string>();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in Client(door).CompleteChatStreamingAsync(new UserChatMessage("How long?")))
        {
            pieces.AddRange(update.ContentUpdate.Select(c => c.Text));
            usage ??= update.Usage;
            finish ??= update.FinishReason;
        }

        Assert.Equal(["Two ", "weeks"], pieces.Where(p => p.Length > 0));
        Assert.Equal((ChatFinishReason.Stop, 18), (finish, usage?.TotalTokenCount));
    }

    [Fact]
    public async Task A_conversation_goes_on_and_its_sources_are_told()
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("ADMIN_KEY", Key));
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        var first = await Ask(door, """{"model":"default","messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}""");
        var conversation = first.GetProperty("sentralix").GetProperty("conversation_id").GetString();
        Assert.Equal("doc_1", first.GetProperty("sentralix").GetProperty("citations")[0].GetProperty("document_id").GetString());
        var second = await Ask(door, $$$"""{"model":"default","metadata":{"conversation_id":"{{{conversation}}}"},"messages":[{"role":"user","content":"And?"}]}""");
        Assert.Equal(conversation, second.GetProperty("sentralix").GetProperty("conversation_id").GetString());
        Assert.Equal(1, house.Orchestrator.Calls.Count(c => c == "Open"));
    }

    [Theory]
    [InlineData("""{"model":"default","messages":[]}""", 400, "messages")]
    [InlineData("""{"model":"default","messages":[{"role":"system","content":"x"}]}""", 400, "messages")]
    [InlineData("""{"model":"default","messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", 400, "messages")]
    [InlineData("""{"model":"default","messages":[{"role":"user","content":""}]}""", 400, "messages")]
    [InlineData("""{"model":"default","n":2,"messages":[{"role":"user","content":"x"}]}""", 400, "n")]
    [InlineData("""{"model":"default","tools":[{}],"messages":[{"role":"user","content":"x"}]}""", 400, "tools")]
    [InlineData("""{"model":"default","metadata":{"conversation_id":"cnv_00000000000000000000000000"},"messages":[{"role":"user","content":"x"}]}""", 404, null)]
    [InlineData("""{"model":"asst_00000000000000000000000000","messages":[{"role":"user","content":"x"}]}""", 404, null)]
    [InlineData("""{"model":"default","messages":[""", 400, "body")]
    public async Task What_an_assistant_cannot_do_is_said_in_OpenAIs_words(string body, int status, string? param)
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("ADMIN_KEY", Key));
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        using var answer = await door.Send(HttpMethod.Post, "/api/v1/chat/completions", Key, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        var error = (await Json(answer)).GetProperty("error");
        Assert.Equal(param, error.TryGetProperty("param", out var named) ? named.GetString() : null);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Empty(door.Faults);
    }

    [Fact]
    public async Task A_run_that_failed_without_a_word_is_an_error_and_an_apology_is_an_answer()
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("ADMIN_KEY", Key));
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        house.Orchestrator.Script = (c, r, _, _) => Failing(c, r!, null);
        var fault = await Assert.ThrowsAsync<ClientResultException>(() => Client(door).CompleteChatAsync(new UserChatMessage("Hello")));
        Assert.Equal(502, fault.Status);
        Assert.Contains("upstream_auth", fault.Message, StringComparison.Ordinal);

        house.Orchestrator.Script = (c, r, _, _) => Failing(c, r!, "Sorry");
        var apology = await Ask(door, """{"model":"default","messages":[{"role":"user","content":"Hello"}]}""");
        Assert.Equal("Sorry", apology.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("upstream_auth", apology.GetProperty("sentralix").GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("""{"model":"default"}""", true)]
    [InlineData("""{"messages":[{"model":"gpt"}],"model":"asst_01k00000000000000000000000"}""", true)]
    [InlineData("""{"model":"gpt-5","messages":[{"model":"default"}]}""", false)]
    [InlineData("""{"model":null}""", false)]
    [InlineData("[]", false)]
    [InlineData("{\"model\":", false)]
    [InlineData("{\"model\":\"\\ud800\"}", false)]
    [InlineData("", false)]
    public async Task The_model_decides_who_answers_and_the_body_stays_readable(string body, bool stays)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        Assert.Equal(stays, await new ChatFork().Stays(http));
        using var again = new StreamReader(http.Request.Body);
        Assert.Equal(body, await again.ReadToEndAsync());
    }

    [Fact]
    public void Text_that_was_sent_is_never_taken_back()
    {
        var text = new SaidText();
        Assert.Equal("Two ", text.Add(Delta(0, "Two ")));
        Assert.Null(text.Add(Delta(0, "Three ", attempt: 2)));
        Assert.Null(text.Add(Delta(9, "gap")));
        Assert.Equal("weeks", text.Add(ScriptedConversations.Completed("c", "r", 1, "Two weeks")));
        Assert.Equal("\n\nOther", text.Add(ScriptedConversations.Completed("c", "r", 2, "Other")));
        Assert.Equal("Two weeks\n\nOther", text.Whole);
    }

    [Fact]
    public void A_text_that_came_out_otherwise_is_said_after_what_was_sent()
    {
        var text = new SaidText();
        text.Add(Delta(0, "Two "));
        Assert.Equal("\n\nThree days", text.Add(ScriptedConversations.Completed("c", "r", 1, "Three days")));
    }

    private static ConversationEvent Delta(int offset, string piece, int attempt = 1) => ScriptedConversations.Piece("c", "r", offset, piece, 0, attempt);

    private static ChatClient Client(PublicDoor door) => new("default", new ApiKeyCredential(Key), new OpenAIClientOptions
    {
        Endpoint = new Uri(door.Address, "/api/v1"),
        RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
    });

    private static async Task<JsonElement> Ask(PublicDoor door, string body)
    {
        using var answer = await door.Send(HttpMethod.Post, "/api/v1/chat/completions", Key, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Json(answer);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private static async IAsyncEnumerable<ConversationEvent> Failing(string conversation, string run, string? apology)
    {
        await Task.Yield();
        if (apology is not null) yield return ScriptedConversations.Completed(conversation, run, 11, apology);
        yield return ScriptedConversations.Persisted(conversation, run, 12, "run.failed") with { Error = new RunError("upstream_auth", "401") };
    }
}
