using static Sentralix.Connectors.Sandbox.Vk.VkApiClient;

namespace Sentralix.Connectors.Sandbox.Vk;

public sealed class VkLongPollTests
{
    private static readonly object Everything = new { enabled = 1, api_version = "5.199", message_new = 1, message_event = 1 };

    [Fact]
    public async Task A_bot_by_others_reads_answers_and_ends_the_waiting_of_a_button()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk, echo: true);
        await client.Call("groups.setLongPollSettings", Everything);
        await client.Do("poll");

        vk.SendText(Irina, "Hello");
        Assert.Equal("Hello", (await client.Event()).String("text"));
        await Until(() => vk.Sent.All.Count == 1);
        Assert.Equal("echo: Hello", vk.Sent.All[0].Text);

        vk.Press(Irina, "More");
        var press = await client.Event();
        Assert.Equal(1, press.GetProperty("payload").GetProperty("more").GetInt32());
        await Until(() => vk.AnswerToPress(Irina) is not null);
        Assert.Contains("Seen", vk.AnswerToPress(Irina));
    }

    [Fact]
    public async Task A_reader_survives_expired_keys_and_lost_history_and_a_lost_session()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        await client.Call("groups.setLongPollSettings", Everything);
        await client.Do("poll");
        vk.SendText(Irina, "one");
        Assert.Equal("one", (await client.Event()).String("text"));

        vk.LoseLongPollHistory();
        vk.SendText(Irina, "two");
        Assert.Equal("two", (await client.Event()).String("text"));

        // After these vk-io starts at the newest event, so a later one has to be written once it is back.
        vk.ExpireLongPollKeys();
        Assert.Equal("three", await HeardAfter(vk, client, "three"));
        vk.LoseLongPollSession();
        Assert.Equal("four", await HeardAfter(vk, client, "four"));
    }

    [Fact]
    public async Task Each_failure_has_its_code_and_a_reader_who_is_behind_gets_what_is_left()
    {
        await using var vk = await StartVk(new VkSettings { Limits = new VkLimits { LongPollEvents = 2 } });
        await using var client = Client(vk);
        await client.Call("groups.setLongPollSettings", Everything);
        var door = await client.Call("groups.getLongPollServer");
        using var http = new HttpClient();
        for (var i = 0; i < 3; i++) vk.SendText(Irina, $"{i}");

        var behind = await Check(door.String("ts")!);
        Assert.Equal(1, behind.GetProperty("failed").GetInt32());
        var rest = await Check($"{behind.GetProperty("ts")}");
        Assert.Equal(["1", "2"], rest.GetProperty("updates").EnumerateArray().Select(update => update.GetProperty("object").GetProperty("message").String("text")));

        vk.LoseLongPollSession();
        Assert.Equal(3, (await Check(rest.String("ts")!)).GetProperty("failed").GetInt32());
        door = await client.Call("groups.getLongPollServer");
        vk.ExpireLongPollKeys();
        Assert.Equal(2, (await Check(door.String("ts")!)).GetProperty("failed").GetInt32());

        async Task<System.Text.Json.JsonElement> Check(string ts) =>
            System.Text.Json.JsonDocument.Parse(await http.GetStringAsync($"{door.String("server")}?act=a_check&key={door.String("key")}&ts={ts}&wait=1")).RootElement;
    }

    private static async Task<string?> HeardAfter(VkStandIn vk, Clients.NodeProgram client, string text)
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                vk.SendText(Irina, text);
                await Task.Delay(100);
            }
        });
        string? heard;
        do heard = (await client.Event()).String("text");
        while (heard != text);
        await stop.CancelAsync();
        await writing;
        return heard;
    }

    private static async Task Until(Func<bool> so)
    {
        using var patience = new CancellationTokenSource(Soon);
        while (!so()) await Task.Delay(10, patience.Token);
    }
}
