using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd;

/// <summary>A session remembers its conversation between turns. What a model is given may not depend on that.</summary>
public sealed class RememberedConversationTests
{
    public static IEnumerable<TheoryDataRow<string>> Kinds => Installation.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_model_is_given_the_same_conversation_whether_the_session_remembers_it_or_reads_it(string kind)
    {
        await using var installation = await Installation.Create(kind);
        await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour());
        var arguments = installation.Arguments(["--no-demo", .. Installation.Upstream(upstream.BaseUrl)]);
        string remembered, forgotten;
        await using (var host = await HostProcess.Start(arguments))
        {
            using var api = new ApiClient(host.Url);
            var assistant = await api.MakeAssistant();
            remembered = await api.Open(assistant);
            forgotten = await api.Open(assistant);
            await Talk(api, remembered);
            await Talk(api, forgotten);
            await api.Ask(remembered, "И последнее?");
            Assert.Equal(0, await host.Interrupt());
        }

        var withMemory = Given(upstream);
        await using (var host = await HostProcess.Start(arguments))
        {
            using var api = new ApiClient(host.Url);
            await api.Ask(forgotten, "И последнее?");
        }

        var withoutMemory = Given(upstream);
        Assert.Equal(withoutMemory, withMemory);
        Assert.Contains("control has returned to you", withMemory, StringComparison.Ordinal);
        Assert.Contains("Это человек", withMemory, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Messages_that_wait_while_one_is_answered_are_given_to_the_model_with_what_was_said_before_them(string kind)
    {
        await using var installation = await Installation.Create(kind);
        await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(20) });
        await using var host = await HostProcess.Start(installation.Arguments(["--no-demo", .. Installation.Upstream(upstream.BaseUrl)]));
        using var api = new ApiClient(host.Url);
        var conversation = await api.Open(await api.MakeAssistant());
        await api.Ask(conversation, "Первый");

        await api.Post($"/api/v1/conversations/{conversation}/messages", ApiClient.Text("Второй"));
        await api.Post($"/api/v1/conversations/{conversation}/messages", ApiClient.Text("Третий"));
        await api.Ask(conversation, "Четвёртый");

        var roles = JsonDocument.Parse(upstream.Journal.Last.BodyText).RootElement.GetProperty("messages").EnumerateArray()
            .Where(m => m.GetProperty("role").GetString() == "user").Select(m => m.GetProperty("content").GetString());
        Assert.Equal(["Первый", "Второй", "Третий", "Четвёртый"], roles);
        Assert.Equal(4, upstream.Journal.Count);
    }

    private static async Task Talk(ApiClient api, string conversation)
    {
        await api.Ask(conversation, "Здравствуйте");
        await api.Ask(conversation, "Сколько стоит доставка?");
        await api.Post($"/api/v1/conversations/{conversation}/control/take", new { @operator = "anna" });
        await api.Post($"/api/v1/conversations/{conversation}/operator-messages", ApiClient.Text("Это человек"));
        await api.Post($"/api/v1/conversations/{conversation}/control/release");
        await api.Ask(conversation, "Спасибо");
    }

    /// <summary>The messages of the last request, without what is different in every run.</summary>
    private static string Given(OpenAiUpstream upstream) =>
        JsonDocument.Parse(upstream.Journal.Last.BodyText).RootElement.GetProperty("messages").GetRawText();
}
