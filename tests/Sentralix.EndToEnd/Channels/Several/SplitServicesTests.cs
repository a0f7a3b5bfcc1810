using System.Text.Json;

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
        var core = cluster.Place("api", "orchestrator", "assistants", "knowledge", "llm");
        var places = Channels.ToDictionary(channel => channel, channel => cluster.Place(channel));
        var api = await cluster.Start("core", "api,orchestrator,assistants,knowledge,llm", core);
        await Task.WhenAll(Channels.Select(channel => cluster.Start(channel, channel, places[channel])));
        var assistant = await api.MakeAssistant();

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

    private static bool IsAnswer(JsonElement what) => what.GetProperty("from_connection").GetBoolean() && what.GetProperty("type").GetString() == "message";
}
