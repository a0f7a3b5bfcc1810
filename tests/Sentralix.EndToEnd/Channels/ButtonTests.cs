using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.EndToEnd.Hosting;
using Sentralix.EndToEnd.Web;
using Sentralix.Peers.OpenAi;
using static Microsoft.Playwright.Assertions;

namespace Sentralix.EndToEnd.Channels;

/// <summary>Buttons of a scenario: pressed where the channel has them, chosen by number where it has none, and on the web's page.</summary>
public sealed class ButtonTests
{
    // What the scenario says back is the value behind the button, which no channel ever saw.
    private static readonly object Scenario = new
    {
        sxs = "1",
        id = "delivery",
        name = "Delivery",
        start = "which",
        nodes = new Dictionary<string, object>
        {
            ["which"] = new { type = "condition", cases = new[] { new Dictionary<string, string> { ["if"] = "message.button != null", ["goto"] = "chosen" } }, @else = "offer" },
            ["offer"] = new
            {
                type = "say",
                text = "Как доставить?",
                columns = 2,
                buttons = new object[] { new { label = "Курьером", value = new { way = "courier", price = 300 } }, new { label = "Самовывоз", value = new { way = "pickup", price = 0 } }, new { label = "Условия", url = "https://example.com/terms" } },
            },
            ["chosen"] = new { type = "say", text = "Способ {{ message.button.way }}, цена {{ message.button.price }}" },
        },
    };

    [Fact]
    public async Task A_press_on_Telegram_a_number_on_Avito_and_a_press_on_the_page_reach_the_scenario_with_the_value_behind_the_button()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var model = await OpenAiUpstream.Start();
        await using var telegram = new TelegramStandIn(Limits.None);
        await using var avito = new AvitoStandIn();
        await telegram.Start();
        await avito.Start();
        avito.Delivery.ReachesPrivateAddresses = true;
        await using var host = await HostProcess.Start(
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 1)[0]}", "--internal-url", "http://127.0.0.1:0",
            "--ADMIN_KEY", Installation.AdminKey, "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ]);
        using var api = new ApiClient(host.Url);
        var stored = await api.Post("/api/v1/scenarios", Scenario);
        var assistant = await api.MakeAssistant(new { scenario = stored.GetProperty("ref").GetString() });

        var bot = telegram.AddBot();
        await Connect(api, "telegram", "polling", assistant, new { api_base_url = Base(telegram) }, new { token = bot.Token });
        var anna = new TelegramUser(77001, "Анна");
        bot.SendText(anna, "Хочу заказать");
        var offered = await Until(() => telegram.Sent.To("77001").ElementAtOrDefault(0), host);
        Assert.Equal("Как доставить?", offered.Text);
        bot.Press(anna, new MessageRef(anna.Id, int.Parse(offered.MessageId, System.Globalization.CultureInfo.InvariantCulture)), "Самовывоз");
        Assert.Equal("Способ pickup, цена 0", (await Until(() => telegram.Sent.To("77001").Where(s => s.Operation == "sendMessage").ElementAtOrDefault(1), host)).Text);

        await Connect(api, "avito", "webhook", assistant, new { api_base_url = Base(avito), client_id = avito.Account.ClientId }, new { client_secret = avito.Account.ClientSecret });
        var chat = avito.OpenChat(avito.AddItem());
        avito.SendText(chat, "Хочу заказать");
        var listed = await Until(() => avito.Sent.To(chat.Id).ElementAtOrDefault(0), host);
        Assert.Equal("Как доставить?\n\n1. Курьером\n2. Самовывоз\nУсловия: https://example.com/terms", listed.Text);
        avito.SendText(chat, " 1. ");
        Assert.Equal("Способ courier, цена 300", (await Until(() => avito.Sent.To(chat.Id).ElementAtOrDefault(1), host)).Text);
        avito.SendText(chat, "2");
        Assert.Equal(listed.Text, (await Until(() => avito.Sent.To(chat.Id).ElementAtOrDefault(2), host)).Text); // the list was answered already: a number is a number
        var asked = (await api.Messages(await ConversationOn(api, "avito"))).Where(m => m.GetProperty("direction").GetString() == "in").ToList();
        Assert.Equal(["text", "button"], asked[1].GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task The_page_shows_buttons_and_a_visitor_can_only_press_what_he_was_offered()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var model = await OpenAiUpstream.Start();
        await using var host = await HostProcess.Start(
            ["--data", installation.DataDirectory, "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0", "--ADMIN_KEY", Installation.AdminKey, .. Installation.Upstream(model.BaseUrl)]);
        using var api = new ApiClient(host.Url);
        var stored = await api.Post("/api/v1/scenarios", Scenario);
        var assistant = await api.MakeAssistant(new { scenario = stored.GetProperty("ref").GetString() });

        var conversation = await api.Open(assistant);
        await api.Ask(conversation, "Хочу заказать");
        using var forged = await api.Http.PostAsync(
            $"/api/v1/conversations/{conversation}/messages", System.Net.Http.Json.JsonContent.Create(new { parts = new[] { new { type = "button", text = "Бесплатно" } } }));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Contains("parts[0].text", await forged.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Whoever opens the page is spoken to by the assistant that the web connection is bound to.
        var web = (await api.Get($"/api/v1/conversations/{conversation}")).GetProperty("connection_id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{web}", new { assistant_id = assistant });
        await using var chat = await ChatPage.Open(host.Url);
        await chat.Say("Хочу заказать");
        await Expect(chat.Page.GetByTestId("choice")).ToHaveTextAsync(["Курьером", "Самовывоз", "Условия"]);
        await chat.Page.GetByTestId("choice").First.ClickAsync();
        await Expect(chat.Answers.Last.Locator(".text")).ToHaveTextAsync("Способ courier, цена 300");
        await Expect(chat.Questions.Last.Locator(".text")).ToHaveTextAsync("Курьером");
        await Expect(chat.Page.GetByTestId("choice").First).ToBeDisabledAsync();
        await chat.Page.ReloadAsync();
        await Expect(chat.Page.GetByTestId("choice").First).ToBeDisabledAsync();
        Assert.Empty(chat.Complaints);
    }

    private static string Base(StandIn standIn) => standIn.Address.ToString().TrimEnd('/');

    private static async Task<string> ConversationOn(ApiClient api, string channel) =>
        (await api.All("/api/v1/conversations")).Single(c => c.GetProperty("channel").GetString() == channel).GetProperty("id").GetString()!;

    private static async Task Connect(ApiClient api, string service, string transport, string assistant, object settings, object secrets)
    {
        var created = await api.Post($"/api/admin/v1/{service}/connections", new { name = "Test", transport, settings, secrets });
        var id = created.GetProperty("id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = assistant });
        await api.Post($"/api/admin/v1/{service}/connections/{id}/enable");
    }

    private static async Task<T> Until<T>(Func<T?> look, HostProcess host)
        where T : class
    {
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            if (look() is { } seen) return seen;
            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not come.\n{host.Output}");
    }
}
