using System.Net;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.EndToEnd.Walls;

namespace Sentralix.EndToEnd.Channels;

/// <summary>Sandbox connections, over a real host and the public API alone.</summary>
public sealed class SandboxTests
{
    // 1×1, so that what the contact sent can be told from what came out.
    private static readonly byte[] Photo = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static IEnumerable<TheoryDataRow<string>> Channels => [new("telegram"), new("vk"), new("max"), new("avito"), new("jivosite")];

    [Theory, MemberData(nameof(Channels))]
    public async Task The_whole_path_is_tried_without_an_account_also_after_a_restart_and_by_nobody_else(string channel)
    {
        await using var house = await SandboxHouse.Open(channel);
        var asked = await house.Write(1, new { text = "Сколько стоит доставка?", name = "Ирина" });
        Assert.Equal("message", asked.GetProperty("type").GetString());
        Assert.False(asked.GetProperty("from_connection").GetBoolean());
        var answer = Assert.Single(await house.Heard(1, heard => heard.Count > 0));
        Assert.StartsWith(SandboxHouse.Answer, answer.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.True(answer.GetProperty("seq").GetInt64() > asked.GetProperty("seq").GetInt64());
        var before = Assert.Single(await house.Api.All("/api/v1/conversations"));

        // A world forgets with its process: what was still being sent would be sent to the next one.
        var conversation = before.GetProperty("id").GetString()!;
        while ((await house.Api.Messages(conversation)).Any(m => m.TryGetProperty("status", out var status) && status.GetString() is "queued" or "sending")) await Task.Delay(50);

        // Kept by the world until its process goes; the connection's own stay.
        await house.Stop();
        await TwoTenants.Arrange(house.Installation);
        await house.Start();
        await house.Write(1, new { text = "А завтра?" });
        var again = Assert.Single(await house.Heard(1, heard => heard.Count > 0));
        Assert.Contains("(А завтра?", again.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(before.GetProperty("id").GetString(), Assert.Single(await house.Api.All("/api/v1/conversations")).GetProperty("id").GetString());

        using (var stranger = new ApiClient(house.Host.Url, TwoTenants.OtherKey))
        {
            Assert.Equal(HttpStatusCode.OK, (await stranger.Send(HttpMethod.Get, house.Root)).Status);
            foreach (var (method, path, body) in ((HttpMethod, string, object?)[])
                     [
                         (HttpMethod.Get, house.Sandbox, null), (HttpMethod.Put, $"{house.Sandbox}/faults", new { token_revoked = true }),
                         (HttpMethod.Get, $"{house.Sandbox}/contacts/1", null), (HttpMethod.Put, $"{house.Sandbox}/contacts/1", new { blocked = true }),
                         (HttpMethod.Post, $"{house.Sandbox}/contacts/1/messages", new { text = "Чужой" }), (HttpMethod.Get, $"{house.Sandbox}/contacts/1/messages", null),
                         (HttpMethod.Put, $"{house.Sandbox}/contacts/1/messages/1", new { text = "Чужой" }), (HttpMethod.Delete, $"{house.Sandbox}/contacts/1/messages/1", null),
                         (HttpMethod.Post, $"{house.Sandbox}/contacts/1/presses", new { button = "Да" }),
                     ])
                Assert.Equal((method, path, HttpStatusCode.NotFound), (method, path, (await stranger.Send(method, path, body)).Status));
        }

        await house.Api.Send(HttpMethod.Put, $"{house.Sandbox}/faults", new { token_revoked = true });
        await house.Write(1, new { text = "Ещё здесь?" });
        var broken = await house.UntilConnection(c => c.GetProperty("state").GetString() == "needs_attention");
        Assert.Equal("unauthorized", broken.GetProperty("reason").GetString());
        Assert.True(broken.GetProperty("sandbox").GetBoolean());
    }

    [Theory, InlineData("telegram"), InlineData("vk"), InlineData("max")]
    public async Task A_channel_that_is_polled_is_tried_by_polling(string channel)
    {
        await using var house = await SandboxHouse.Open(channel, "polling");
        for (var turn = 0; turn < 2; turn++)
        {
            // A poll must have begun before its channel tells of anything; one that hears only of the latest hears of the last.
            for (var tries = 0; ; tries++)
            {
                await house.Write(1, new { text = $"Привет {turn}.{tries}" });
                await Task.Delay(1000);
                if ((await house.Heard(1)).Count > 0) break;
                Assert.True(tries < 40, $"Nobody answers.\n{house.Host.Output}");
            }

            await house.Stop();
            await house.Start();
        }
    }

    [Fact]
    public async Task A_photo_reaches_the_conversation_a_block_is_told_and_an_edit_too()
    {
        await using var house = await SandboxHouse.Open("telegram");
        var sent = await house.Write(7, new { file = new { kind = "photo", content = Photo }, text = "Вот" });
        Assert.Equal(Photo.Length, sent.GetProperty("media")[0].GetProperty("size").GetInt32());
        await house.Heard(7, heard => heard.Count > 0);
        var conversation = Assert.Single(await house.Api.All("/api/v1/conversations")).GetProperty("id").GetString()!;
        var image = (await house.Api.Messages(conversation)).SelectMany(m => m.GetProperty("parts").EnumerateArray()).First(p => p.GetProperty("type").GetString() == "image");
        Assert.StartsWith("file_", image.GetProperty("file_id").GetString(), StringComparison.Ordinal);

        var text = await house.Write(7, new { text = "Сначала" });
        var (edited, _, _) = await house.Try(HttpMethod.Put, $"{house.Sandbox}/contacts/7/messages/{text.GetProperty("message_id").GetString()}", new { text = "Потом" });
        Assert.Equal(HttpStatusCode.OK, edited);
        await Until(async () => (await house.Api.Messages(conversation)).Any(m => m.ToString().Contains("Потом", StringComparison.Ordinal)), house);

        var (_, _, contact) = await house.Try(HttpMethod.Put, $"{house.Sandbox}/contacts/7", new { blocked = true });
        Assert.True(contact.GetProperty("blocked").GetBoolean());
        Assert.Equal((HttpStatusCode.Conflict, "urn:sentralix:error:not_possible"), Kind(await house.Try(HttpMethod.Post, $"{house.Sandbox}/contacts/7/messages", new { text = "Нет" })));
        Assert.Equal((HttpStatusCode.Conflict, "urn:sentralix:error:not_possible"), Kind(await house.Try(HttpMethod.Delete, $"{house.Sandbox}/contacts/7/messages/1")));
    }

    [Fact]
    public async Task A_send_that_is_cut_after_processing_is_uncertain_and_one_cut_before_is_too_but_only_one_has_arrived()
    {
        await using var house = await SandboxHouse.Open("telegram");
        await house.Write(1, new { text = "Первый" });
        await house.Heard(1, heard => heard.Count == 1);
        var (_, _, view) = await house.Try(HttpMethod.Put, $"{house.Sandbox}/faults", new { sends = "cut_after" });
        Assert.Equal("cut_after", view.GetProperty("faults").GetProperty("sends").GetString());
        await house.Write(1, new { text = "Второй" });
        var heard = await house.Heard(1, all => all.Count == 2);
        Assert.False(heard[1].GetProperty("answered").GetBoolean());
        await Until(async () => await Uncertain(house) == 1, house);
        Assert.Equal("none", (await house.Api.Get(house.Sandbox)).GetProperty("faults").GetProperty("sends").GetString());

        await house.Api.Send(HttpMethod.Put, $"{house.Sandbox}/faults", new { sends = "cut_before" });
        await house.Write(1, new { text = "Третий" });
        await Until(async () => await Uncertain(house) == 2, house);
        Assert.Equal(2, (await house.Heard(1)).Count);
    }

    [Fact]
    public async Task A_limit_that_the_sandbox_names_is_waited_for()
    {
        await using var house = await SandboxHouse.Open("telegram");
        await house.Api.Send(HttpMethod.Put, $"{house.Sandbox}/faults", new { sends = "rate_limited", retry_after_ms = 2000, times = 2 });
        await house.Write(1, new { text = "Срочно" });
        var answer = Assert.Single(await house.Heard(1, heard => heard.Count > 0));
        var events = (await house.Api.Get($"{house.Sandbox}/contacts/1/messages")).GetProperty("items");
        Assert.True(answer.GetProperty("at").GetDateTimeOffset() - events[0].GetProperty("at").GetDateTimeOffset() >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Wrong_use_is_refused_by_name()
    {
        await using var house = await SandboxHouse.Open("telegram");
        var real = (await house.Api.Post(house.Root, new { name = "Real", secrets = new { token = "100200:a-token-of-a-real-bot-000000000000000" } })).GetProperty("id").GetString();
        Assert.Equal((HttpStatusCode.Conflict, "urn:sentralix:error:not_sandbox"), Kind(await house.Try(HttpMethod.Get, $"{house.Root}/{real}/sandbox")));
        Assert.Equal((HttpStatusCode.Conflict, "urn:sentralix:error:not_sandbox"), Kind(await house.Try(HttpMethod.Post, $"{house.Root}/{real}/sandbox/contacts/1/messages", new { text = "Кто там?" })));
        Assert.Equal(HttpStatusCode.NotFound, (await house.Try(HttpMethod.Get, $"{house.Root}/con_nobody/sandbox")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Try(HttpMethod.Get, $"{house.Sandbox}/contacts/5")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Try(HttpMethod.Post, $"{house.Sandbox}/contacts/5/presses", new { button = "Да" })).Status);

        await Named(house, HttpMethod.Post, $"{house.Sandbox}/contacts/1/messages", new { text = "и", phone = "нет", location = new { latitude = 91, longitude = 181 } }, "text", "phone", "location.latitude", "location.longitude");
        await Named(house, HttpMethod.Post, $"{house.Sandbox}/contacts/0/messages", new { text = "Ноль" }, "contact");
        await Named(house, HttpMethod.Post, $"{house.Sandbox}/contacts/1/messages", new { file = new { kind = "file", name = "../x", content = "" } }, "file.name", "file.content");
        await Named(house, HttpMethod.Put, $"{house.Sandbox}/faults", new { times = 0, delay_ms = -1, retry_after_ms = 5 }, "times", "delay_ms", "retry_after_ms");
        await Named(house, HttpMethod.Get, $"{house.Sandbox}/contacts/1/messages?limit=0", null, "limit");
        await Named(house, HttpMethod.Post, house.Root, new { name = "S", sandbox = true, settings = new { api_base_url = "http://169.254.169.254", proxy_url = "http://10.0.0.1:80" }, secrets = new { token = "1:x" } },
            "settings.api_base_url", "settings.proxy_url", "secrets.token");

        // What the sandbox has made stays through a change that repeats it or leaves it out.
        var own = await house.Api.Get($"{house.Root}/{house.Id}");
        var (status, _) = await house.Api.Send(HttpMethod.Put, $"{house.Root}/{house.Id}", new { name = "Renamed", settings = new { max_connections = "5" } }, $"\"{own.GetProperty("rev").GetInt64()}\"");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("http://telegram.sandbox", (await house.Api.Get($"{house.Root}/{house.Id}")).GetProperty("settings").GetProperty("api_base_url").GetString());
        await house.Write(1, new { text = "Всё ещё" });
        await house.Heard(1, heard => heard.Count == 1);
    }

    private static async Task Named(SandboxHouse house, HttpMethod method, string path, object? body, params string[] fields)
    {
        var (status, _, answer) = await house.Try(method, path, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(fields.Order(StringComparer.Ordinal), answer.GetProperty("errors").EnumerateObject().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    private static (HttpStatusCode Status, string? Type) Kind((HttpStatusCode Status, string? Type, JsonElement Body) answer) => (answer.Status, answer.Type);

    private static async Task<int> Uncertain(SandboxHouse house)
    {
        var uncertain = 0;
        foreach (var conversation in await house.Api.All("/api/v1/conversations"))
            uncertain += (await house.Api.Messages(conversation.GetProperty("id").GetString()!)).Count(m => m.TryGetProperty("status", out var status) && status.GetString() == "uncertain");
        return uncertain;
    }

    private static async Task Until(Func<Task<bool>> holds, SandboxHouse house)
    {
        for (var waited = 0; waited < 150_000; waited += 100)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException(house.Host.Output);
    }
}
