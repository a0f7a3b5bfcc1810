using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static Sentralix.Connectors.Sandbox.Max.MaxClient;

namespace Sentralix.Connectors.Sandbox.Max;

public sealed class MaxPollTests
{
    [Fact]
    public async Task The_official_bot_polls_and_replies_with_a_keyboard_and_answers_its_press()
    {
        await using var max = await StartMax(OftenPolled);
        await using var client = Client(max, echo: true);
        await client.Do("poll");

        max.Start(Irina, "promo_42");
        var start = await client.Event();
        Assert.Equal(("bot_started", "promo_42"), (start.String("type"), start.String("payload")));

        max.SendText(Irina, "Hello");
        Assert.Equal("Hello", (await client.Event()).String("text"));
        await Until(() => max.Sent.All.Count == 1);
        Assert.Equal("echo: Hello", max.Sent.All[0].Text);

        var press = max.Press(Irina, "More");
        Assert.Equal("more:1", (await client.Event()).String("payload"));
        await Until(() => max.AnswerTo(press).IsAnswered);
        Assert.Equal("Seen", max.AnswerTo(press).Notification);
        Assert.Equal("Here is more", max.TextOf(max.Sent.All[0].MessageId));
        Assert.Empty(max.Updates.NotTaken);
    }

    [Fact]
    public async Task A_marker_confirms_what_is_before_it_and_without_one_only_the_latest_is_told()
    {
        await using var max = await StartMax(OftenPolled);
        using var http = Http(max);
        for (var i = 1; i <= 3; i++) max.SendText(Irina, $"No {i}");

        var latest = await Poll("");
        Assert.Equal(["No 3"], Texts(latest));
        var marker = latest.GetProperty("marker").GetInt64();
        Assert.Equal(["No 1", "No 2", "No 3"], Texts(await Poll($"&marker={marker - 3}")));
        Assert.Equal(["No 1", "No 2"], Texts(await Poll($"&marker={marker - 3}&limit=2")));

        Assert.Empty(Texts(await Poll($"&marker={marker}")));
        Assert.Empty(Texts(await Poll($"&marker={marker - 3}")));

        max.SendText(Irina, "Not wanted");
        max.Stop(Irina);
        var stopped = await Poll($"&marker={marker}&types=bot_stopped");
        Assert.Equal("bot_stopped", Assert.Single(stopped.GetProperty("updates").EnumerateArray()).String("update_type"));

        Task<JsonElement> Poll(string more) => http.GetFromJsonAsync<JsonElement>($"/updates?timeout=0{more}");

        static IEnumerable<string?> Texts(JsonElement answer) => answer.GetProperty("updates").EnumerateArray().Select(update => update.GetProperty("message").GetProperty("body").String("text"));
    }

    [Fact]
    public async Task A_third_poll_in_a_second_and_a_thirty_first_request_are_too_many()
    {
        await using var max = await StartMax(new MaxSettings { Clock = new StoppedClock() });
        using var http = Http(max);

        var polls = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++) polls.Add((await http.GetAsync("/updates?timeout=0")).StatusCode);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], polls);

        for (var i = 3; i < 30; i++) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/me")).StatusCode);
        var refused = await http.GetAsync("/me");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("too.many.requests", (await refused.Content.ReadFromJsonAsync<JsonElement>()).String("code"));
    }

    [Fact]
    public async Task A_third_answer_to_presses_in_one_chat_within_a_second_is_too_many()
    {
        await using var max = await StartMax(new MaxSettings { Clock = new StoppedClock() });
        using var http = Http(max);
        max.Start(Irina);
        var keyboard = new { type = "inline_keyboard", payload = new { buttons = new[] { new[] { new { type = "callback", text = "Yes", payload = "1" } } } } };
        (await http.PostAsJsonAsync($"/messages?user_id={Irina}", new { text = "Sure?", attachments = new[] { keyboard } })).EnsureSuccessStatusCode();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++) answers.Add((await http.PostAsJsonAsync($"/answers?callback_id={max.Press(Irina, "Yes").Key["cb:".Length..]}", new { notification = "Seen" })).StatusCode);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync("/answers?callback_id=unknown", new { notification = "Seen" })).StatusCode);
    }

    /// <summary>A second does not pass.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
