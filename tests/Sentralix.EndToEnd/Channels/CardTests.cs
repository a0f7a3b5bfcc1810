using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.EndToEnd.Web;
using Sentralix.Peers.OpenAi;
using static Microsoft.Playwright.Assertions;

namespace Sentralix.EndToEnd.Channels;

/// <summary>Cards the whole way: from a scenario and from an operator to VK, which shows them in a row, to Telegram, which does not, and to the
/// web's page; and back with the value behind the button.</summary>
public sealed class CardTests
{
    // A picture of 13:8 in one colour.
    private static readonly byte[] Green = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAA0AAAAICAIAAACtROKYAAAAEklEQVR42mOw6o8hBjGMqsOKAFzGdwkBdCs0AAAAAElFTkSuQmCC");

    [Theory, InlineData("vk"), InlineData("telegram")]
    public async Task Cards_of_a_scenario_and_of_an_operator_are_shown_as_the_channel_can_and_pressed(string channel)
    {
        await using var installation = await Installation.Create("sqlite");
        await using var model = await OpenAiUpstream.Start();
        await using var way = await ChannelWay.Open(channel);
        await using var host = await Start(installation, model);
        using var api = new ApiClient(host.Url);
        var picture = await Upload(api);
        var created = await api.Post($"/api/admin/v1/{way.Service}/connections", new { name = "Test", transport = "polling", settings = way.Settings, secrets = way.Secrets });
        var id = created.GetProperty("id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = await Assistant(api, picture) });
        await api.Post($"/api/admin/v1/{way.Service}/connections/{id}/enable");

        // Who polls hears from "now" on, and "now" is when the first poll is answered.
        for (var waited = 0; way.Witness.Sent.To(way.Thread(1)).Count == 0; waited++)
        {
            Assert.True(waited < 60, host.Output);
            way.Ask(1, "Привет");
            await Task.Delay(1000);
        }

        way.Ask(2, "Что есть?");
        await Until(() => way.Witness.Sent.To(way.Thread(2)).Count >= (channel == "vk" ? 1 : 3), host);
        var shown = way.Witness.Sent.To(way.Thread(2));
        if (channel == "vk")
        {
            var row = Assert.Single(shown);
            Assert.Equal("Вот что есть", row.Text);
            var cards = JsonDocument.Parse(row.Body.GetProperty("template").GetString()!).RootElement.GetProperty("elements").EnumerateArray().ToArray();
            Assert.Equal(["Чай", "Кофе"], cards.Select(card => card.GetProperty("title").GetString()));
            Assert.All(cards, card => Assert.Matches(@"^-\d+_\d+$", card.GetProperty("photo_id").GetString()));
        }
        else
        {
            Assert.Equal([("sendMessage", "Вот что есть"), ("sendPhoto", "Чай\nЧёрный"), ("sendPhoto", "Кофе\nМолотый")], shown.Select(s => (s.Operation, s.Text)));
        }

        Assert.DoesNotContain(shown, s => s.Body.GetRawText().Contains("secret", StringComparison.Ordinal));
        Press(way, "Взять кофе");
        await Until(() => way.Heard(2)[^1] == "Взято: coffee", host);

        // The operator's way is the same one.
        var conversation = await Conversation(api, "Что есть?");
        await api.Post($"/api/v1/conversations/{conversation}/control/take", new { });
        using var wrong = await api.Http.PostAsync($"/api/v1/conversations/{conversation}/operator-messages", System.Net.Http.Json.JsonContent.Create(new { parts = new object[] { new { type = "card", card = new { title = "Чай", url = "javascript:alert(1)", buttons = Array.Empty<object>() } } } }));
        var faults = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("parts[0].card.url", faults, StringComparison.Ordinal);
        Assert.Contains("parts[0].card.buttons", faults, StringComparison.Ordinal);
        await api.Post($"/api/v1/conversations/{conversation}/operator-messages", new { parts = new object[] { new { type = "card", card = new { title = "Мёд", buttons = new object[] { new { label = "Взять мёд", value = "honey" } } } } } });
        await Until(() => way.Heard(2)[^1] == "Мёд", host);
        Press(way, "Взять мёд");
        await Until(() => api.Messages(conversation).GetAwaiter().GetResult()[^1] is var last && last.GetProperty("direction").GetString() == "in"
            && last.GetProperty("parts")[0].GetProperty("data").ToString() == "honey", host);
    }

    [Fact]
    public async Task The_page_shows_cards_in_a_row_with_their_pictures_and_a_press_means_the_card_it_was_on()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var model = await OpenAiUpstream.Start();
        await using var host = await Start(installation, model);
        using var api = new ApiClient(host.Url);
        var assistant = await Assistant(api, await Upload(api), tea: "Взять <b>", coffee: "Взять <b>");
        var web = (await api.Get($"/api/v1/conversations/{await api.Open(assistant)}")).GetProperty("connection_id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{web}", new { assistant_id = assistant });

        await using var chat = await ChatPage.Open(host.Url);
        await chat.Say("Что есть?");
        var cards = chat.Page.GetByTestId("card");
        await Expect(cards).ToHaveCountAsync(2);
        await Expect(cards.First).ToContainTextAsync("Чай");
        await Expect(cards.First).ToContainTextAsync("Чёрный");
        await Expect(cards.First).ToHaveAttributeAsync("href", "https://shop.example/tea");
        await Expect(cards.Locator("img")).ToHaveCountAsync(2);
        await chat.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.cards img')].every(image => image.naturalWidth === 13)");

        // Both buttons say the same, in letters that are no markup; the visitor means the second.
        await Expect(chat.Page.GetByTestId("choice")).ToHaveTextAsync(["Взять <b>", "Взять <b>"]);
        await chat.Page.GetByTestId("choice").Last.ClickAsync();
        await Expect(chat.Answers.Last.Locator(".text")).ToHaveTextAsync("Взято: coffee");
        await Expect(chat.Page.GetByTestId("choice").First).ToBeDisabledAsync();
        await chat.Page.ReloadAsync();
        await Expect(cards).ToHaveCountAsync(2);
        await Expect(chat.Page.GetByTestId("choice").First).ToBeDisabledAsync();
        Assert.Empty(chat.Complaints);
    }

    private static Task<HostProcess> Start(Installation installation, OpenAiUpstream model) => HostProcess.Start(
    [
        "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 1)[0]}", "--internal-url", "http://127.0.0.1:0",
        "--ADMIN_KEY", Installation.AdminKey, "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
    ]);

    private static async Task<string> Upload(ApiClient api)
    {
        using var content = new ByteArrayContent(Green);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var uploaded = await api.Http.PostAsync("/api/v1/files?name=tea.png", content);
        return JsonDocument.Parse(await uploaded.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<string> Assistant(ApiClient api, string picture, string tea = "Взять чай", string coffee = "Взять кофе")
    {
        var scenario = await api.Post("/api/v1/scenarios", new
        {
            sxs = "1",
            id = "cards",
            name = "Cards",
            start = "which",
            nodes = new Dictionary<string, object>
            {
                ["which"] = new { type = "condition", cases = new[] { new Dictionary<string, string> { ["if"] = "message.button != null", ["goto"] = "chosen" } }, @else = "offer" },
                ["offer"] = new
                {
                    type = "say",
                    text = "Вот что есть",
                    cards = new object[]
                    {
                        new { title = "Чай", subtitle = "Чёрный", file_id = picture, url = "https://shop.example/tea", buttons = new object[] { new { label = tea, value = new { what = "tea", secret = new string('x', 3000) } } } },
                        new { title = "Кофе", subtitle = "Молотый", file_id = picture, url = "https://shop.example/coffee", buttons = new object[] { new { label = coffee, value = new { what = "coffee" } } } },
                    },
                },
                ["chosen"] = new { type = "say", text = "Взято: {{ message.button.what }}" },
            },
        });
        return await api.MakeAssistant(new { scenario = scenario.GetProperty("ref").GetString() });
    }

    // The last message has the button: on Telegram it is the last card's.
    private static void Press(ChannelWay way, string label) => way.Choose(2, label, 0);

    private static async Task<string> Conversation(ApiClient api, string asked)
    {
        foreach (var conversation in await api.All("/api/v1/conversations"))
        {
            var id = conversation.GetProperty("id").GetString()!;
            if ((await api.Messages(id)).Any(m => m.GetRawText().Contains(asked, StringComparison.Ordinal))) return id;
        }

        throw new InvalidOperationException($"No conversation has '{asked}'.");
    }

    private static async Task Until(Func<bool> holds, HostProcess host)
    {
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            if (holds()) return;
            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not come.\n{host.Output}");
    }
}
