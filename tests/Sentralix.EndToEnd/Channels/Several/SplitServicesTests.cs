using System.Text.Json;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Channels.Several;

/// <summary>Messengers in processes of their own, beside one that runs the rest. What a channel has once in the cluster must be where the
/// channel is.</summary>
public sealed class SplitServicesTests
{
    private const int Connections = 4;
    private static readonly string[] Channels = ["telegram", "vk"];

    [Fact]
    public async Task A_messenger_in_a_process_of_its_own_is_polled_and_paced_there()
    {
        await using var cluster = await Cluster.Create();
        var (api, assistant) = await Start(cluster);

        var sandboxes = new List<string>();
        foreach (var channel in Channels)
            for (var i = 0; i < Connections; i++)
                sandboxes.Add($"/api/admin/v1/{channel}/connections/{await Cluster.Connect(api, assistant, channel, new { name = $"Sandbox {i}", transport = "polling", sandbox = true })}/sandbox");
        foreach (var sandbox in sandboxes) await api.Post($"{sandbox}/contacts/1/messages", new { text = "Здравствуйте" });

        foreach (var sandbox in sandboxes)
        {
            List<string> heard = [];
            await cluster.Until(
                async () =>
                {
                    heard = [.. (await api.Get($"{sandbox}/contacts/1/messages?limit=50")).GetProperty("items").EnumerateArray().Where(IsAnswer).Select(e => e.GetProperty("text").GetString()!)];
                    return heard.Count > 0;
                },
                () => $"{sandbox} is answered");
            Assert.Equal([Cluster.AnswerTo("Здравствуйте")], heard);
        }
    }

    [Fact]
    public async Task A_hook_may_come_in_through_any_process()
    {
        await using var cluster = await Cluster.Create();
        await using var telegram = new TelegramStandIn(Limits.None);
        await telegram.Start();
        var bot = telegram.AddBot();
        var (api, assistant) = await Start(cluster);
        await Cluster.Connect(api, assistant, "telegram", new
        {
            name = "Bot",
            transport = "webhook",
            settings = new { api_base_url = telegram.Address.ToString().TrimEnd('/') },
            secrets = new { token = bot.Token },
        });

        var asked = Enumerable.Range(0, 9).Select(i => $"Вопрос {i}").ToList();
        foreach (var (text, person) in asked.Select((text, i) => (text, i))) bot.SendText(new TelegramUser(71_000 + person, $"Человек {person}"), text);

        List<string> answers = [];
        await cluster.Until(() => Task.FromResult((answers = [.. telegram.Sent.All.Where(s => s.Operation != "sendMessageDraft").Select(s => s.Text)]).Count >= asked.Count), () => "all are answered");
        Assert.Equal(asked.Select(Cluster.AnswerTo).Order(), answers.Order());
        Assert.All(cluster.HooksAnswered.Take(3), answered => Assert.True(answered > 0, "A process was called by no hook."));
    }

    /// <summary>Starts the core in one process and each messenger in one of its own.</summary>
    private static async Task<(ApiClient Api, string Assistant)> Start(Cluster cluster)
    {
        var core = cluster.Place("api", "orchestrator", "assistants", "knowledge", "llm");
        var places = Channels.ToDictionary(channel => channel, channel => cluster.Place(channel));
        var api = await cluster.Start("core", "api,orchestrator,assistants,knowledge,llm", core);
        await Task.WhenAll(Channels.Select(channel => cluster.Start(channel, channel, places[channel])));
        return (api, await api.MakeAssistant());
    }

    private static bool IsAnswer(JsonElement what) => what.GetProperty("from_connection").GetBoolean() && what.GetProperty("type").GetString() == "message";
}
