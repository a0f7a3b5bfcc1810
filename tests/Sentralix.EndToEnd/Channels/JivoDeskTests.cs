using System.Net;
using Sentralix.Connectors.Sandbox.Telegram;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A conversation of Telegram whose contact is answered by agents in Jivo, and Jivo's webhooks.</summary>
public sealed class JivoDeskTests
{
    private static readonly TelegramUser Irina = new(77_001, "Ирина");

    [Fact]
    public async Task A_conversation_is_handed_to_agents_and_comes_back()
    {
        await using var house = await JivoHouse.Open();
        await using var telegram = new TelegramStandIn(Limits.None);
        await telegram.Start();
        var bot = telegram.AddBot();
        await ConnectTelegram(house, telegram, bot);
        var desk = house.Jivo.AddChannel(null);
        var token = "K7pQ2vX9mT4cR8wZ1nB6yD";
        var connection = await house.Connect(new() { ["mode"] = "desk" }, new() { ["token"] = token, ["channel_url"] = house.Jivo.ChannelEndpoint(desk).ToString() }, isBound: false);
        desk.Address = new Uri($"{connection.GetProperty("hook_url").GetString()}/{token}");

        bot.SendText(Irina, "Сколько стоит доставка?");
        await house.Until(() => Heard(telegram).Count == 1, "the assistant answers");
        var conversation = Assert.Single(await house.Api.All("/api/v1/conversations")).GetProperty("id").GetString()!;
        var handOvers = $"/api/admin/v1/jivosite/connections/{connection.GetProperty("id").GetString()}/hand-overs";
        Assert.Equal(HttpStatusCode.NotFound, (await house.Api.Send(HttpMethod.Post, handOvers, new { conversation_id = "cnv_nobody" })).Status);
        Assert.Equal("operator", (await house.Api.Post(handOvers, new { conversation_id = conversation })).GetProperty("holder").GetString());

        await house.Until(() => desk.Dialogs.ContainsKey(conversation), "the agents have the conversation");
        var dialog = desk.Dialogs[conversation];
        Assert.Contains("Сколько стоит доставка?", dialog.Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal("Ирина", dialog.Sender.GetProperty("name").GetString());

        bot.SendText(Irina, "А в Казань?");
        bot.SendText(Irina, "И когда?");
        await house.Until(() => dialog.Messages.Count == 3, "the agents read what the contact says");
        Assert.Equal(["А в Казань?", "И когда?"], dialog.Messages.Skip(1).Select(message => message.Text));
        await house.Jivo.AgentAnswers(dialog, "Завтра, это Олег");
        await house.Until(() => Heard(telegram).Count == 2, "the contact reads the agent");
        Assert.Equal("Завтра, это Олег", Heard(telegram)[1]);

        await house.Jivo.AgentStops(dialog);
        await house.Until(async () => (await house.Api.Get($"/api/v1/conversations/{conversation}")).GetProperty("control").GetProperty("holder").GetString() == "assistant", "the assistant has it again");
        bot.SendText(Irina, "Спасибо");
        await house.Until(() => Heard(telegram).Count == 3, "the assistant answers again");
        Assert.StartsWith("Ответ на «", Heard(telegram)[2], StringComparison.Ordinal);
        await house.Until(() => dialog.Messages is [.., { Type: "stop" }], "the agents see the end");
        Assert.Equal(4, dialog.Messages.Count);
    }

    [Fact]
    public async Task A_webhook_of_an_accepted_chat_gives_control_to_the_agent_and_its_end_is_in_the_log()
    {
        await using var house = await JivoHouse.Open();
        var connection = await house.ConnectBot(isBound: true);
        house.Jivo.WebhooksAddress = house.Jivo.Bot.Address;
        var chat = house.Jivo.OpenChat();
        house.Jivo.ClientWrites(chat, "Здравствуйте");
        await house.Until(() => house.Said(chat).Count == 1, "the assistant answers");

        Assert.Null((await house.Jivo.ChatAccepted(chat)).Complaint);
        var conversation = Assert.Single(await house.Api.All("/api/v1/conversations")).GetProperty("id").GetString();
        await house.Until(async () => (await house.Api.Get($"/api/v1/conversations/{conversation}")).GetProperty("control").GetProperty("holder").GetString() == "operator", "the agent has control");
        Assert.Null((await house.Jivo.ChatFinished(chat, "positive")).Complaint);
        await house.Until(
            async () => (await house.Api.All($"/api/v1/conversations/{conversation}/events")).Any(e => e.GetProperty("type").GetString() == "conversation.stopped"
                && e.GetProperty("parts")[0].GetProperty("data").GetProperty("rate").GetString() == "positive"), "the end is told");

        // Nobody can be answered who left a message while all were away: a person reads it.
        Assert.Null((await house.Jivo.OfflineMessage(chat, "Перезвоните мне")).Complaint);
        await house.Until(async () => (await house.Api.All("/api/v1/conversations")).Count == 2, "the message is there");
        await Task.Delay(3000);
        Assert.Single(house.Said(chat));
        Assert.Equal("active", (await house.Api.Get($"/api/admin/v1/jivosite/connections/{connection.GetProperty("id").GetString()}")).GetProperty("state").GetString());
    }

    private static IReadOnlyList<string> Heard(TelegramStandIn telegram) => [.. telegram.Sent.To("77001").Select(sent => sent.Text)];

    private static async Task ConnectTelegram(JivoHouse house, TelegramStandIn telegram, BotAccount bot)
    {
        telegram.Delivery.Pace = 0.02;
        var created = await house.Api.Post("/api/admin/v1/telegram/connections", new
        {
            name = "Bot", transport = "webhook", settings = new { api_base_url = telegram.Address.ToString().TrimEnd('/') }, secrets = new { token = bot.Token },
        });
        var id = created.GetProperty("id").GetString();
        await house.Api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = await house.Api.MakeAssistant() });
        Assert.Equal("active", (await house.Api.Post($"/api/admin/v1/telegram/connections/{id}/enable")).GetProperty("state").GetString());
    }
}
