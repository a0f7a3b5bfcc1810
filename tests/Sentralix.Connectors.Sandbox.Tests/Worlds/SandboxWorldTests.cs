using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Connectors.Sandbox.Max;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.Connectors.Sandbox.Vk;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Worlds;

/// <summary>Worlds of sandbox connections: what they keep, whom they let in, and whom they call.</summary>
public sealed class SandboxWorldTests
{
    private static readonly Uri Hook = new("https://bots.example.com/hooks/telegram/con_1");

    public static IEnumerable<TheoryDataRow<ISandboxes>> All => [new(new TelegramSandbox()), new(new VkSandbox()), new(new MaxSandbox()), new(new AvitoSandbox()), new(new JivoSandbox())];

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public async Task Chats_contacts_and_updates_have_an_end(ISandboxes sandboxes)
    {
        await using var world = await Open(sandboxes, new OwnHook(Hook));
        for (var i = 0; i < SandboxHome.MostMessages + 200; i++)
        {
            // A connection that takes nothing fills the queue before the chat.
            var written = world.Write(1, new WriteInSandbox { Text = $"Сообщение {i}" });
            if (!written.Ok) Assert.Equal("sandbox_full", written.Refusal.Code);
        }

        Assert.InRange(world.Read(1, 0, int.MaxValue).Count, 1, SandboxHome.MostMessages);
        for (var contact = 2; contact <= SandboxHome.MostContacts; contact++) world.Write(contact, new WriteInSandbox { Text = "Привет" });
        Assert.Equal("sandbox_full", world.Write(SandboxHome.MostContacts + 1, new WriteInSandbox { Text = "Лишний" }).Refusal?.Code);
        Assert.Equal(SandboxHome.MostContacts, world.View.Contacts);
    }

    [Fact]
    public async Task Files_and_records_of_a_stand_in_have_an_end()
    {
        var home = new StandInHome { Messages = 10, Records = 20, FileBytes = 1000, NumbersAfter = 5000 };
        await using var telegram = new TelegramStandIn(Limits.None, home: home);
        var bot = telegram.AddBot();
        var person = new TelegramUser(5, "Ирина");
        for (var i = 0; i < 50; i++) bot.SendDocument(person, new byte[300], $"{i}.bin", "application/octet-stream");
        Assert.Equal(20, bot.Made.Count);
        Assert.Equal(20, bot.Pending);
        Assert.Equal(10, bot.Find(5)!.Messages.Count);
        Assert.Equal(5050, bot.Find(5)!.LastId);
        Assert.Equal(5050, bot.Made[^1].Id);
        Assert.Equal(3, bot.Files.Kept);
    }

    [Fact]
    public async Task Numbers_of_a_chat_go_on_when_its_oldest_messages_are_gone()
    {
        var home = new StandInHome { Messages = 3 };
        await using var vk = new VkStandIn(new VkSettings { Home = home });
        for (var i = 1; i <= 9; i++) Assert.Equal($"{i}", vk.SendText(5, $"{i}").MessageId);
        Assert.Null(vk.MessageOf(5, 6));
        Assert.Equal("7", vk.MessageOf(5, 7)!.Text);
        Assert.Equal("9", vk.MessageOf(5, 9)!.Text);

        await using var max = new MaxStandIn(new MaxSettings { Home = home });
        var mids = Enumerable.Range(1, 9).Select(i => max.SendText(5, $"{i}").MessageId).ToList();
        Assert.Equal(9, mids.Distinct().Count());
        Assert.Null(max.MessageOf(mids[5]));
        Assert.Equal("7", max.MessageOf(mids[6])!.Text);
    }

    [Fact]
    public async Task A_world_lets_in_its_own_token_and_no_others()
    {
        var sandboxes = new TelegramSandbox();
        var (own, other) = (sandboxes.NewCredentials(), sandboxes.NewCredentials());
        Assert.NotEqual(own.Secrets["token"], other.Secrets["token"]);
        await using var world = await Open(sandboxes, new OwnHook(Hook), own);
        Assert.Equal(HttpStatusCode.OK, await Ask(world, $"http://telegram.sandbox/bot{own.Secrets["token"]}/getMe"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(world, $"http://telegram.sandbox/bot{other.Secrets["token"]}/getMe"));

        // The same credentials open the same account again, in a world that has forgotten the rest.
        await using var again = await Open(sandboxes, new OwnHook(Hook), own);
        Assert.Equal(HttpStatusCode.OK, await Ask(again, $"http://telegram.sandbox/bot{own.Secrets["token"]}/getMe"));
    }

    [Fact]
    public async Task A_world_calls_the_hook_it_was_given_and_cannot_be_made_to_call_elsewhere()
    {
        var sandboxes = new TelegramSandbox();
        var credentials = sandboxes.NewCredentials();
        using var hook = new OwnHook(Hook);
        await using var world = await Open(sandboxes, hook, credentials);
        using var http = new HttpClient(world.Channel, disposeHandler: false);
        var root = $"http://telegram.sandbox/bot{credentials.Secrets["token"]}";
        using (await http.PostAsJsonAsync($"{root}/setWebhook", new { url = Hook })) { }
        world.Write(1, new WriteInSandbox { Text = "Своему" });
        await Until(() => hook.Taken.Count == 1);

        // Neither another webhook nor a picture by address leaves the house: there is no socket on the way.
        using (var photo = await http.PostAsJsonAsync($"{root}/sendPhoto", new { chat_id = 1, photo = "http://127.0.0.1:1/metadata" }))
            Assert.Equal(HttpStatusCode.BadRequest, photo.StatusCode);
        using (await http.PostAsJsonAsync($"{root}/setWebhook", new { url = "http://169.254.169.254/latest" })) { }
        world.Write(1, new WriteInSandbox { Text = "Чужому" });
        await Until(() => hook.Strayed.Count > 0);
        Assert.Single(hook.Taken);
        Assert.All(hook.Strayed, address => Assert.Equal("169.254.169.254", address.Host));
    }

    [Fact]
    public async Task Every_cut_of_a_connection_without_a_port_is_a_cut_to_the_caller()
    {
        var sandboxes = new MaxSandbox();
        var credentials = sandboxes.NewCredentials();
        await using var world = await Open(sandboxes, new OwnHook(Hook), credentials);
        using var http = new HttpClient(world.Channel, disposeHandler: false);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", credentials.Secrets["token"]);
        world.Write(1, new WriteInSandbox { Text = "Привет" });
        foreach (var (fault, arrives) in ((SandboxSendFault, bool)[])[(SandboxSendFault.CutBefore, false), (SandboxSendFault.CutAfter, true)])
        {
            world.SetFaults(new SandboxFaults { Sends = fault });
            var before = world.Read(1, 0, 100).Count;
            await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsJsonAsync("http://max.sandbox/messages?user_id=1", new { text = "Ответ" }));
            Assert.Equal(before + (arrives ? 1 : 0), world.Read(1, 0, 100).Count);
            Assert.Equal(SandboxSendFault.None, world.View.Faults.Sends);
        }

        Assert.False(world.Read(1, 0, 100)[^1].Answered);
        using var limited = await Limited(world, http);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        world.SetFaults(new SandboxFaults { TokenRevoked = true });
        using var revoked = await http.GetAsync(new Uri("http://max.sandbox/me"));
        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);
        world.SetFaults(new SandboxFaults());
        using var well = await http.GetAsync(new Uri("http://max.sandbox/me"));
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
    }

    [Fact]
    public async Task Buttons_and_their_presses_are_told_in_one_form()
    {
        var sandboxes = new MaxSandbox();
        var credentials = sandboxes.NewCredentials();
        await using var world = await Open(sandboxes, new OwnHook(Hook), credentials);
        using var http = new HttpClient(world.Channel, disposeHandler: false);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", credentials.Secrets["token"]);
        world.Write(1, new WriteInSandbox { Text = "Привет" });
        var keyboard = new { type = "inline_keyboard", payload = new { buttons = new object[] { new object[] { new { type = "callback", text = "Да", payload = "t1" }, new { type = "link", text = "Сайт", url = "https://shop.example/" } } } } };
        using var sent = await http.PostAsJsonAsync("http://max.sandbox/messages?user_id=1", new { text = "Верно?", attachments = new[] { keyboard } });
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        var message = world.Read(1, 0, 100)[^1];
        Assert.Equal([[new SandboxButton("Да"), new SandboxButton("Сайт", "https://shop.example/")]], message.Buttons);
        Assert.Equal("pressed", world.Press(1, "Да").Value?.Type);
        Assert.Equal("not_possible", world.Press(1, "Нет").Refusal?.Code);
        Assert.Equal("not_found", world.Press(2, "Да").Refusal?.Code);
        using var updates = await http.GetAsync(new Uri("http://max.sandbox/updates?marker=0&timeout=0"));
        Assert.Contains("message_callback", (await updates.Content.ReadFromJsonAsync<JsonElement>()).ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public async Task What_people_cannot_do_is_refused_in_words_also_before_their_first_message(ISandboxes sandboxes)
    {
        await using var world = await Open(sandboxes, new OwnHook(Hook));
        var refusals = new List<string?>
        {
            world.Write(1, new WriteInSandbox { Text = "С текстом", File = new SandboxFile { Kind = SandboxFileKind.Voice, Content = [1] } }).Refusal?.Code,
            world.Press(1, "Да").Refusal?.Code,
            world.Edit(1, "1", "Иначе").Refusal?.Code,
            world.Delete(1, "1").Refusal?.Code,
        };
        Assert.All(refusals, code => Assert.True(code is "not_possible" or "not_found", code));
    }

    private static Task<HttpResponseMessage> Limited(ISandboxWorld world, HttpClient http)
    {
        world.SetFaults(new SandboxFaults { Sends = SandboxSendFault.RateLimited });
        return http.PostAsJsonAsync("http://max.sandbox/messages?user_id=1", new { text = "Ответ" });
    }

    private static Task<ISandboxWorld> Open(ISandboxes sandboxes, OwnHook hook, SandboxCredentials? credentials = null) =>
        sandboxes.Open(new SandboxSeat(credentials ?? sandboxes.NewCredentials(), Hook, hook, TimeProvider.System), TestContext.Current.CancellationToken);

    private static async Task<HttpStatusCode> Ask(ISandboxWorld world, string address)
    {
        using var http = new HttpClient(world.Channel, disposeHandler: false);
        using var answer = await http.GetAsync(new Uri(address));
        return answer.StatusCode;
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var waited = 0; waited < 20_000 && !holds(); waited += 20) await Task.Delay(20);
        Assert.True(holds());
    }
}
