using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;
using static Microsoft.Playwright.Assertions;

namespace Sentralix.EndToEnd.Web;

public sealed class WebChatTests
{
    private const string Session = "JSON.parse(localStorage.getItem('sentralix.session')).conversation_id";

    [Fact]
    public async Task A_visitor_asks_sees_the_source_and_finds_the_thread_again_after_a_reload()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var host = await HostProcess.Start(installation.Arguments());
        await GuideIsReady(host);
        await using var chat = await ChatPage.Open(host.Url);

        await chat.Page.GetByTestId("suggestion").First.ClickAsync();

        await Expect(chat.Questions.Locator(".text")).ToHaveTextAsync("What is Sentralix?");
        await Expect(chat.Sources.First).ToBeVisibleAsync();
        await Expect(chat.Answers).ToHaveCountAsync(1);
        await Expect(chat.Answers).ToContainTextAsync("Sentralix");
        await chat.Sources.First.ClickAsync();
        await Expect(chat.Answers.Locator("blockquote")).Not.ToBeEmptyAsync();
        var answer = await chat.Answers.Locator(".text").InnerTextAsync();

        await chat.Page.ReloadAsync();

        await Expect(chat.Answers.Locator(".text")).ToHaveTextAsync(answer, new() { UseInnerText = true });
        await Expect(chat.Questions).ToHaveCountAsync(1);
        await Expect(chat.Sources.First).ToBeVisibleAsync();
        Assert.Empty(chat.Complaints);
    }

    [Fact]
    public async Task What_is_written_offline_is_sent_once_when_the_line_is_back()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var host = await HostProcess.Start(installation.Arguments());
        await GuideIsReady(host);
        await using var chat = await ChatPage.Open(host.Url);
        await chat.Context.SetOfflineAsync(true);

        await chat.Say("What is Sentralix?");

        await Expect(chat.Questions).ToHaveAttributeAsync("data-state", "waiting");
        await Expect(chat.Page.GetByTestId("chat-notice")).ToContainTextAsync("offline");
        using var api = new ApiClient(host.Url);
        var conversation = await chat.Page.EvaluateAsync<string>(Session);
        Assert.Empty(await api.Messages(conversation));

        await chat.Context.SetOfflineAsync(false);

        await Expect(chat.Answers).ToHaveCountAsync(1);
        await Expect(chat.Sources.First).ToBeVisibleAsync();
        await Expect(chat.Questions).ToHaveCountAsync(1);
        await Expect(chat.Questions).ToHaveAttributeAsync("data-state", "sent");
        Assert.Equal(["contact", "assistant"], (await api.Messages(conversation)).Select(m => m.GetProperty("author").GetString()));
        Assert.Empty(chat.Complaints);
    }

    [Fact]
    public async Task An_answer_whose_line_is_cut_in_the_middle_is_whole_when_the_line_is_back()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var upstream = await OpenAiUpstream.Start(new() { BetweenPieces = TimeSpan.FromMilliseconds(150), Answer = _ => new ChatAnswer(string.Join(' ', Enumerable.Range(1, 40).Select(i => $"word{i}"))) });
        await using var host = await HostProcess.Start(installation.Arguments(Installation.Upstream(upstream.BaseUrl)));
        await GuideIsReady(host);
        await using var chat = await ChatPage.Open(host.Url);
        await chat.Say("What is Sentralix?");
        await Expect(chat.Answers).ToHaveAttributeAsync("data-state", "streaming");
        var begun = await chat.Answers.Locator(".text").InnerTextAsync();

        await chat.Context.SetOfflineAsync(true);
        using var api = new ApiClient(host.Url);
        var conversation = await chat.Page.EvaluateAsync<string>(Session);
        await FirstConversationTests.Settled(api, conversation, 1);
        Assert.Equal("streaming", await chat.Answers.GetAttributeAsync("data-state"));
        await chat.Context.SetOfflineAsync(false);

        await Expect(chat.Answers).ToHaveAttributeAsync("data-state", "sent");
        await Expect(chat.Answers).ToHaveCountAsync(1);
        var whole = (await api.Messages(conversation))[1].GetProperty("parts")[0].GetProperty("text").GetString()!;
        Assert.True(whole.Length > begun.Length, $"The cut came after the answer: {begun}");
        Assert.Equal(Letters(whole), Letters(await chat.Answers.Locator(".text").InnerTextAsync()));
        Assert.Empty(chat.Complaints);
    }

    // What of an answer survives being drawn: not its Markdown.
    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    /// <summary>Waits until the guide answers from its documents.</summary>
    private static async Task GuideIsReady(HostProcess host)
    {
        using var api = new ApiClient(host.Url);
        var last = "";
        for (var i = 0; i < 600; i++)
        {
            var collections = await api.All("/api/v1/knowledge/collections");
            List<JsonElement> documents = [];
            foreach (var collection in collections) documents.AddRange(await api.All($"/api/v1/knowledge/collections/{collection.GetProperty("id").GetString()}/documents"));
            last = string.Join(", ", documents.Select(d => d.GetProperty("state").GetString()));
            var seeded = documents.Count > 0 && documents.All(d => d.GetProperty("state").GetString() == "ready");
            if (seeded && (await api.Send(HttpMethod.Post, "/api/v1/conversations", new { })).Status == System.Net.HttpStatusCode.Created) return;
            await Task.Delay(200);
        }

        Assert.Fail($"The guide is not ready after two minutes: {last}\n{host.Output}");
    }
}
