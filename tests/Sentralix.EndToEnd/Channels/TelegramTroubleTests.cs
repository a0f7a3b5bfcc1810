using System.Net;
using System.Text;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Channels;

/// <summary>What goes wrong between a channel and us, and what becomes of messages then.</summary>
public sealed class TelegramTroubleTests
{
    public static IEnumerable<TheoryDataRow<string>> Kinds => Installation.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Updates_that_come_twice_in_disorder_and_over_cut_connections_and_two_kills_are_answered_once_each(string kind)
    {
        await using var house = await TelegramHouse.Open(kind, "webhook");
        house.Telegram.Delivery.DuplicateShare = 0.3;
        house.Telegram.Delivery.CutShare = 0.05;
        house.Telegram.Delivery.ReorderWindow = 3;
        var people = Enumerable.Range(1, 20).Select(i => new TelegramUser(88000 + i, $"Клиент {i}")).ToList();

        for (var round = 0; round < 6; round++)
        {
            foreach (var person in people) house.Bot.SendText(person, $"Вопрос {round}");
            if (round is 2 or 4) await house.KillAndStart();
        }

        await house.Bot.WhenDelivered(TimeSpan.FromMinutes(2));
        foreach (var person in people) await house.Heard(person.Id, 6);
        await house.Until(() => house.Telegram.Sent.All.Count >= 120 ? "" : null, "all are answered");
        await Task.Delay(1000);
        var conversations = await house.Api.All("/api/v1/conversations");
        Assert.Equal(20, conversations.Count);
        foreach (var conversation in conversations)
        {
            var messages = await house.Api.Messages(conversation.GetProperty("id").GetString()!);
            var asked = messages.Where(m => m.GetProperty("direction").GetString() == "in").ToList();
            Assert.Equal(Enumerable.Range(0, 6).Select(i => $"Вопрос {i}").Order(), asked.Select(m => m.GetProperty("parts")[0].GetProperty("text").GetString()).Order());
            Assert.Equal(6, messages.Count(m => m.GetProperty("direction").GetString() == "out"));
        }

        // Telegram has no key for sends: what a kill caught in the middle is held, visible, and never said twice.
        var uncertain = conversations.Sum(c => Uncertain(house, c.GetProperty("id").GetString()!).Result);
        Assert.InRange(house.Telegram.Sent.All.Count, 120 - uncertain, 120);
        Assert.All(people, p => Assert.InRange(house.Telegram.Sent.To($"{p.Id}").Count, 6 - uncertain, 6));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_send_that_was_cut_is_held_as_uncertain_until_a_person_says_what_became_of_it(string kind)
    {
        await using var house = await TelegramHouse.Open(kind, "webhook");
        var anna = new TelegramUser(77001, "Анна");
        house.Telegram.Faults.Next(new Fault(FaultKind.CutAfter), "sendMessage");

        house.Bot.SendText(anna, "Сколько стоит доставка?");

        var conversation = await Conversation(house);
        await house.Until(() => Status(house, conversation).Result == "uncertain" ? "" : null, "the answer is uncertain");
        Assert.Single(house.Telegram.Sent.All);
        Assert.False(house.Telegram.Sent.All[0].Told);

        house.Bot.SendText(anna, "Алло?");
        await house.Heard(anna.Id, 2);
        Assert.Equal(2, house.Telegram.Sent.All.Count);
    }

    [Fact]
    public async Task A_send_that_was_refused_for_too_many_waits_as_long_as_the_channel_says_and_goes_out_once()
    {
        await using var house = await TelegramHouse.Open("sqlite", "webhook");
        var anna = new TelegramUser(77001, "Анна");
        house.Telegram.Faults.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(2)), "sendMessage");
        var began = DateTime.UtcNow;

        house.Bot.SendText(anna, "Сколько стоит доставка?");

        Assert.Equal([TelegramHouse.Answer], await house.Heard(anna.Id, 1));
        Assert.True(DateTime.UtcNow - began >= TimeSpan.FromSeconds(2));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task After_an_operator_has_taken_control_nothing_of_the_assistant_reaches_the_channel(string kind)
    {
        await using var house = await TelegramHouse.Open(kind, "webhook");
        var people = Enumerable.Range(1, 40).Select(i => new TelegramUser(99000 + i, $"Клиент {i}")).ToList();
        foreach (var person in people) house.Bot.SendText(person, "Здравствуйте");
        await house.Until(() => house.Telegram.Sent.All.Count >= people.Count ? "" : null, "all are greeted");
        var conversations = (await house.Api.All("/api/v1/conversations")).Select(c => c.GetProperty("id").GetString()!).ToList();
        var random = new Random(20261123);

        foreach (var person in people) house.Bot.SendText(person, "Сколько стоит доставка?");
        var taken = await Task.WhenAll(conversations.Select(async id =>
        {
            await Task.Delay(random.Next(0, 400));
            var control = await house.Api.Post($"/api/v1/conversations/{id}/control/take", new { @operator = "anna" });
            return (Control: control, At: DateTimeOffset.UtcNow);
        }));
        Assert.All(taken, t => Assert.Equal("held", t.Control.GetProperty("state").GetString()));
        Assert.All(taken, t => Assert.Equal(0, t.Control.GetProperty("in_flight").GetArrayLength()));
        var last = taken.Max(t => t.At);
        await Task.Delay(1500);

        Assert.DoesNotContain(house.Telegram.Sent.All, s => s.At > last);
        await house.Api.Post($"/api/v1/conversations/{conversations[0]}/operator-messages", ApiClient.Text("Это Анна, человек."));
        await house.Until(() => house.Telegram.Sent.All.Any(s => s.Text == "Это Анна, человек.") ? "" : null, "the operator is heard");
    }

    [Fact]
    public async Task A_hook_takes_nothing_from_whoever_does_not_show_its_secret_and_nothing_that_is_too_large()
    {
        await using var house = await TelegramHouse.Open("sqlite", "webhook");
        using var http = new HttpClient { BaseAddress = house.Host.Url };
        var hook = $"/hooks/telegram/{house.Connection}";
        var update = """{"update_id":1,"message":{"message_id":1,"date":1795300000,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"X"},"text":"Привет"}}""";

        Assert.Equal(HttpStatusCode.Forbidden, await Post(http, hook, update, null));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(http, hook, update, "wrong"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(http, "/hooks/telegram/con_00000000000000000000000000", update, "wrong"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Post(http, hook, new string(' ', 20_000_000), "wrong"));
        await Task.Delay(300);
        Assert.Empty((await house.Api.Get("/api/v1/conversations")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_connection_says_what_is_wrong_with_it_and_a_network_that_is_silent_is_no_fault_of_the_token()
    {
        await using var house = await TelegramHouse.Open("sqlite", "polling");

        var second = await house.Connect("polling");
        Assert.Equal("needs_attention", second.GetProperty("state").GetString());
        Assert.Equal("conflict", second.GetProperty("reason").GetString());

        var stranger = await house.Connect("polling", "123456:no-such-bot-no-such-bot-no-such-bot");
        Assert.Equal("needs_attention", stranger.GetProperty("state").GetString());
        Assert.Equal("unauthorized", stranger.GetProperty("reason").GetString());
        Assert.Equal("Unauthorized", stranger.GetProperty("evidence").GetString()!.Split(' ')[^1]);

        house.Telegram.Faults.Always(operation => operation == "getUpdates" ? new Fault(FaultKind.CutBefore) : Fault.None);
        var cut = await house.UntilConnection(c => c.GetProperty("state").GetString() != "active");
        Assert.Equal(("degraded", "unreachable"), (cut.GetProperty("state").GetString(), cut.GetProperty("reason").GetString()));
        house.Telegram.Faults.Always(null);
        await house.UntilConnection(c => c.GetProperty("state").GetString() == "active");

        house.Bot.Revoke();
        var revoked = await house.UntilConnection(c => c.GetProperty("state").GetString() == "needs_attention");
        Assert.Equal("unauthorized", revoked.GetProperty("reason").GetString());
        Assert.DoesNotContain(house.Bot.Token, house.Host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(house.Bot.Token, revoked.GetRawText(), StringComparison.Ordinal);

        var (status, body) = await house.Api.Send(HttpMethod.Post, "/api/admin/v1/telegram/connections", new { name = "", secrets = new { token = "12 34:ab" }, settings = new { nonsense = "1" } });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("name", body.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    private static async Task<HttpStatusCode> Post(HttpClient http, string path, string body, string? secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (secret is not null) request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<string> Conversation(TelegramHouse house) =>
        await house.Until(() => house.Api.All("/api/v1/conversations").Result is [var only] ? only.GetProperty("id").GetString() : null, "the conversation is open");

    private static async Task<string?> Status(TelegramHouse house, string conversation) =>
        (await house.Api.Messages(conversation)).Where(m => m.GetProperty("direction").GetString() == "out").Select(m => m.GetProperty("status").GetString()).FirstOrDefault();

    private static async Task<int> Uncertain(TelegramHouse house, string conversation) =>
        (await house.Api.Messages(conversation)).Count(m => m.GetProperty("direction").GetString() == "out" && m.GetProperty("status").GetString() == "uncertain");
}
