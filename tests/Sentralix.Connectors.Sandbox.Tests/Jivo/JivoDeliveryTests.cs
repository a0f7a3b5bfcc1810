using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Jivo;

public sealed class JivoDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private readonly JivoStandIn jivo = new();
    private readonly HttpClient http = new();
    private Receiver bot = null!;

    public async ValueTask InitializeAsync()
    {
        await jivo.Start();
        bot = await Receiver.Start();
        jivo.Bot.Address = bot.Hook;
        jivo.Delivery.Pace = 0.02;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await jivo.DisposeAsync();
        await bot.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_is_not_answered_with_200_comes_three_times_and_then_the_client_goes_to_an_agent()
    {
        bot.Answer = _ => (503, "");
        var chat = jivo.OpenChat();
        var id = jivo.ClientWrites(chat, "Есть кто?");
        await jivo.WhenDelivered(Patience);

        Assert.Equal([id, id, id], bot.All.Select(e => e.Json.GetProperty("id").GetString()));
        Assert.Equal(chat.Id, Assert.Single(jivo.Handoffs).ChatId);
        Assert.Equal(JivoChatState.Agent, chat.State);
        Assert.Equal(UpdateState.Lost, Assert.Single(jivo.Updates.All).State);
    }

    [Fact]
    public async Task A_restart_shorter_than_the_three_tries_costs_no_client()
    {
        bot.Answer = number => number < 3 ? (502, "") : (200, "");
        var chat = jivo.OpenChat();
        var watch = Stopwatch.StartNew();
        jivo.ClientWrites(chat, "раз");
        jivo.ClientWrites(chat, "два");
        await jivo.WhenDelivered(Patience);

        Assert.True(watch.ElapsedMilliseconds >= 100, "Each try lasts its slot, also when it fails at once.");
        Assert.Equal(["раз", "раз", "раз", "два"], bot.All.Select(e => e.Json.GetProperty("message").GetProperty("text").GetString()));
        Assert.Empty(jivo.Handoffs);
        Assert.Equal(JivoChatState.Bot, chat.State);
    }

    [Fact]
    public async Task An_answer_that_is_not_200_or_late_is_none()
    {
        bot.Answer = number => number == 1 ? (202, "") : (200, "");
        var late = new TaskCompletionSource();
        bot.Before = number => number == 2 ? late.Task : Task.CompletedTask;
        jivo.Delivery.Timeout = TimeSpan.FromMilliseconds(200);
        jivo.ClientWrites(jivo.OpenChat(), "раз");
        await jivo.WhenDelivered(Patience);
        late.SetResult();

        Assert.Equal(3, Assert.Single(jivo.Updates.All).Attempts);
    }

    [Fact]
    public async Task With_duplicates_cuts_and_a_random_order_nothing_is_lost()
    {
        jivo.Delivery.Disturbance = new Disturbance { DuplicateShare = 0.3, CutShare = 0.2, ReorderWindow = 40 };
        var chats = Enumerable.Range(0, 20).Select(_ => jivo.OpenChat()).ToArray();
        for (var i = 0; i < 600; i++) jivo.ClientWrites(chats[i % chats.Length], $"{i}");
        await jivo.WhenDelivered(Patience);

        var ids = bot.All.Select(e => e.Json.GetProperty("id").GetString()!).ToList();
        Assert.Equal(jivo.Updates.All.Select(u => u.Key).Order(), ids.Distinct().Order());
        Assert.True(ids.Count > 700);
        Assert.Empty(jivo.Handoffs);
    }

    [Fact]
    public async Task Without_agents_an_invitation_comes_back_and_the_bot_keeps_the_chat()
    {
        jivo.AgentsOnline = false;
        var chat = jivo.OpenChat();
        await Say("INVITE_AGENT", chat);
        await jivo.WhenDelivered(Patience);

        Assert.Equal("AGENT_UNAVAILABLE", Assert.Single(bot.All).Json.GetProperty("event").GetString());
        Assert.Equal(JivoChatState.Bot, chat.State);
    }

    [Fact]
    public async Task An_invitation_can_wait_for_somebody_and_what_the_bot_says_after_that_is_an_intrusion()
    {
        jivo.InviteAnswer = JivoInviteAnswer.WhenTold;
        var chat = jivo.OpenChat();
        await Say("INVITE_AGENT", chat);
        Assert.Equal(JivoChatState.Invited, chat.State);
        await Say("BOT_MESSAGE", chat);
        Assert.Empty(jivo.Intrusions);
        jivo.AgentJoins(chat);
        await Say("BOT_MESSAGE", chat);

        Assert.Equal(chat.Id, Assert.Single(jivo.Intrusions).Conversation);
        jivo.CloseChat(chat);
        Assert.Equal(HttpStatusCode.BadRequest, (await Say("BOT_MESSAGE", chat)).StatusCode);
        var again = jivo.OpenChatAgain(chat);
        Assert.Equal((chat.ClientId, true), (again.ClientId, again.Id != chat.Id));
    }

    [Fact]
    public async Task Ids_and_times_come_as_numbers_and_as_strings()
    {
        jivo.IdForm = JivoIdForm.Mixed;
        var chat = jivo.OpenChat();
        jivo.ClientWrites(chat, "раз");
        jivo.ClientWrites(chat, "два");
        jivo.IdForm = JivoIdForm.Numbers;
        jivo.SendUnknown(chat, "CLIENT_DANCES");
        jivo.ClientSends(chat, new JsonObject { ["type"] = "HOLOGRAM" });
        await jivo.WhenDelivered(Patience);

        var got = bot.All.Select(e => e.Json).ToList();
        Assert.Equal([JsonValueKind.String, JsonValueKind.Number, JsonValueKind.Number, JsonValueKind.Number], got.Select(e => e.GetProperty("chat_id").ValueKind));
        Assert.Equal([JsonValueKind.Number, JsonValueKind.String], got.Take(2).Select(e => e.GetProperty("sender").GetProperty("id").ValueKind));
        Assert.Equal(JsonValueKind.String, got[1].GetProperty("message").GetProperty("timestamp").ValueKind);
        Assert.Equal("CLIENT_DANCES", got[2].GetProperty("event").GetString());
    }

    [Fact]
    public async Task A_bot_that_says_nothing_in_time_loses_the_client_and_one_that_does_keeps_it()
    {
        jivo.AnswerDeadline = TimeSpan.FromMilliseconds(60);
        var (silent, quick) = (jivo.OpenChat(), jivo.OpenChat());
        bot.Before = async _ => await Say("BOT_MESSAGE", quick);
        jivo.ClientWrites(quick, "раз");
        await jivo.WhenDelivered(Patience);
        bot.Before = _ => Task.CompletedTask;
        jivo.ClientWrites(silent, "раз");
        await jivo.WhenDelivered(Patience);
        for (var watch = Stopwatch.StartNew(); jivo.Handoffs.Count == 0 && watch.Elapsed < Patience;) await Task.Delay(5);

        Assert.Equal(silent.Id, Assert.Single(jivo.Handoffs).ChatId);
    }

    [Fact]
    public async Task Messages_of_a_bot_are_checked()
    {
        var chat = jivo.OpenChat();
        static object Buttons(int count) => new { type = "BUTTONS", title = "t", text = "t", timestamp = 1, buttons = Enumerable.Range(1, count).Select(i => new { id = $"{i}", text = $"{i}" }) };
        Assert.Equal(HttpStatusCode.OK, (await Say("BOT_MESSAGE", chat, Buttons(3))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Say("BOT_MESSAGE", chat, Buttons(4))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Say("BOT_MESSAGE", chat, new { type = "MARKDOWN", content = "**a**", timestamp = 1 })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Say("BOT_MESSAGE", chat, new { type = "TEXT", text = "a" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Say("BOT_MESSAGE", chat, new { type = "IMAGE", text = "a", timestamp = 1 })).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.GetAsync(jivo.BotEndpoint())).StatusCode);
        using var form = new StringContent("{}", null, "text/plain");
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync(jivo.BotEndpoint(), form)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync(new Uri(jivo.Address, "/webhooks/nobody/x"), new { })).StatusCode);

        jivo.TellsButtonIds = true;
        jivo.Press(chat, "3");
        await jivo.WhenDelivered(Patience);
        Assert.Equal("3", bot.All.Single().Json.GetProperty("message").GetProperty("button_id").GetString());
        Assert.Throws<InvalidOperationException>(() => jivo.Press(chat, "4"));
    }

    [Fact]
    public async Task An_error_after_the_message_was_taken_is_seen_in_the_chat_and_a_repeat_under_its_id_can_be_recognised()
    {
        jivo.DedupesBotMessages = true;
        var chat = jivo.OpenChat();
        jivo.Faults.Next(new Fault(FaultKind.ErrorAfter), JivoOperations.BotMessage);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Say("BOT_MESSAGE", chat, id: "m-1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Say("BOT_MESSAGE", chat, id: "m-1")).StatusCode);
        jivo.DedupesBotMessages = false;
        Assert.Equal(HttpStatusCode.OK, (await Say("BOT_MESSAGE", chat, id: "m-1")).StatusCode);

        Assert.Equal([false, true], jivo.Sent.To(chat.Id).Select(s => s.Told));
        jivo.Faults.Next(new Fault(FaultKind.TooMany));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Say("BOT_MESSAGE", chat)).StatusCode);
    }

    [Theory]
    [InlineData(200, 1, UpdateState.Delivered)]
    [InlineData(204, 1, UpdateState.Delivered)]
    [InlineData(422, 1, UpdateState.Lost)]
    [InlineData(500, 4, UpdateState.Lost)]
    public async Task A_channels_message_is_repeated_after_5xx_and_not_after_4xx(int status, int attempts, UpdateState state)
    {
        jivo.Delivery.Pace = 0.0005;
        bot.Answer = _ => (status, "");
        var channel = jivo.AddChannel(bot.Hook);
        var answer = await jivo.AgentAnswersStranger(channel, "Здравствуйте");

        Assert.Equal((status, attempts, state), (answer.Status, bot.All.Count, Assert.Single(jivo.Updates.All).State));
        var got = bot.All.First();
        Assert.Equal("application/json; charset=utf-8", got.Headers["Content-Type"]);
        Assert.Equal("Здравствуйте", got.Json.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal("Олег", got.Json.GetProperty("sender").GetProperty("name").GetString());
        Assert.StartsWith("stranger-", got.Json.GetProperty("recipient").GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_was_removed_takes_nothing_and_says_0()
    {
        var channel = jivo.AddChannel(bot.Hook);
        channel.IsRemoved = true;
        Assert.Equal("0", await http.GetStringAsync(jivo.ChannelEndpoint(channel) + "/status"));
        var refused = await http.PostAsJsonAsync(jivo.ChannelEndpoint(channel), new { sender = new { id = "1" }, message = new { type = "text", text = "a" } });
        Assert.Equal((HttpStatusCode.NotFound, "channel not found"), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Webhooks_tell_of_chats_and_calls_and_the_answer_to_the_first_is_checked()
    {
        jivo.WebhooksAddress = bot.Hook;
        var chat = jivo.OpenChat();
        bot.Answer = _ => (200, """{"result":"ok","contact_info":{"name":"Ирина П."},"custom_data":[{"title":"Заказ","content":"5512"}],"crm_link":"https://crm.example/c/7","enable_assign":true}""");
        var card = await jivo.ChatAccepted(chat);
        Assert.Equal((null, "Ирина П.", new Uri("https://crm.example/c/7"), true), (card.Complaint, card.ContactName, card.CrmLink, card.EnablesAssign));
        Assert.Equal(("Заказ", "5512"), Assert.Single(card.CustomData!));
        foreach (var wrong in (string[])["", "[]", """{"result":"no"}""", """{"result":"ok","crm_link":"card 7"}""", """{"result":"ok","custom_data":{}}""", """{"result":"ok","enable_assign":"yes"}"""])
        {
            bot.Answer = _ => (200, wrong);
            Assert.NotNull((await jivo.ChatAccepted(chat)).Complaint);
        }

        bot.All.Clear();
        bot.Answer = _ => (200, """{"result":"ok"}""");
        Assert.Null((await jivo.ChatAssigned(chat, card.CrmLink!)).Complaint);
        Assert.Null((await jivo.ChatUpdated(chat, "+79990000001")).Complaint);
        Assert.Null((await jivo.ChatFinished(chat, "positive")).Complaint);
        Assert.Null((await jivo.OfflineMessage(chat, "Перезвоните")).Complaint);
        Assert.Null((await jivo.CallEvent(chat, "callback", "end", new Uri("https://files.example/r/1.mp3"))).Complaint);
        var got = bot.All.Select(e => e.Json).ToList();
        Assert.Equal(["chat_assigned", "chat_updated", "chat_finished", "offline_message", "call_event"], got.Select(e => e.GetProperty("event_name").GetString()));
        Assert.All(got, e => Assert.Equal((chat.Id, JsonValueKind.String), (e.GetProperty("chat_id").GetInt64().ToString(), e.GetProperty("widget_id").ValueKind)));
        Assert.Equal("+79990000001", got[1].GetProperty("visitor").GetProperty("phone").GetString());
        Assert.Equal("https://files.example/r/1.mp3", got[4].GetProperty("call").GetProperty("record_url").GetString());
    }

    private Task<HttpResponseMessage> Say(string name, JivoChat chat, object? message = null, string? id = null) => http.PostAsJsonAsync(jivo.BotEndpoint(), new
    {
        @event = name, id = id ?? Guid.NewGuid().ToString(), client_id = chat.ClientId, chat_id = chat.Id, message = message ?? new { type = "TEXT", text = "Да", timestamp = 1 },
    });
}
