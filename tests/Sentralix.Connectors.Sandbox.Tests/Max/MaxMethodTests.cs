using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Clients;
using static Sentralix.Connectors.Sandbox.Max.MaxClient;

namespace Sentralix.Connectors.Sandbox.Max;

public sealed class MaxMethodTests
{
    private static readonly long Dialog = MaxStandIn.DialogOf(Irina);

    [Fact]
    public async Task The_official_client_sends_what_it_uploads_once_that_is_processed()
    {
        // Longer than a busy machine needs from the upload to the message, shorter than the second after which the client tries again.
        await using var max = await StartMax(new MaxSettings { Limits = new MaxLimits { Processing = TimeSpan.FromMilliseconds(900) } });
        await using var client = Client(max);
        max.Start(Irina);
        var path = Path.Combine(AppContext.BaseDirectory, "upload.bin");
        await File.WriteAllBytesAsync(path, new byte[200_000]);
        var tries = 0;
        max.Faults.Always(operation =>
        {
            if (operation == "POST /messages") Interlocked.Increment(ref tries);
            return Fault.None;
        });

        foreach (var (kind, from) in new[] { ("Image", "buffer"), ("Audio", "buffer"), ("Video", "stream"), ("File", "stream") })
        {
            var attachment = await client.Do("upload", new { kind, from, path, chat = Dialog });
            Assert.Equal(kind.ToLowerInvariant(), attachment.String("type"));
            using var http = new HttpClient();
            var bytes = await http.GetByteArrayAsync(attachment.GetProperty("payload").String("url"));
            Assert.Equal(from == "buffer" ? "some bytes"u8.ToArray() : new byte[200_000], bytes);
        }

        Assert.Equal(4, max.Sent.All.Count);
        Assert.InRange(tries, 5, 8);
    }

    [Fact]
    public async Task Messages_are_read_back_edited_and_removed()
    {
        await using var max = await StartMax();
        await using var client = Client(max);
        var asked = max.SendText(Irina, "Hello");
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 5000;

        var sent = await client.Api("sendMessageToUser", Irina, "<b>Good</b> day &amp; welcome<br>", new { format = "html", link = new { type = "reply", mid = asked.MessageId } });
        Assert.Equal("Good day & welcome", sent.GetProperty("body").String("text"));
        Assert.Equal("strong", sent.GetProperty("body").GetProperty("markup")[0].String("type"));
        Assert.Equal("Hello", sent.GetProperty("link").GetProperty("message").String("text"));

        var history = await client.Api("getMessages", Dialog, new { from = before, count = 10 });
        Assert.Equal([sent.Mid(), asked.MessageId], history.GetProperty("messages").EnumerateArray().Select(message => message.Mid()));
        Assert.Equal(sent.Mid(), (await client.Api("getMessage", sent.Mid())).Mid());

        Assert.True((await client.Api("editMessage", sent.Mid(), new { text = "Good evening" })).GetProperty("success").GetBoolean());
        Assert.Equal("Good evening", max.TextOf(sent.Mid()));
        await client.Api("sendAction", Dialog, "typing_on");
        Assert.NotNull(max.TypingAt(Dialog));
        Assert.True((await client.Api("deleteMessage", sent.Mid())).GetProperty("success").GetBoolean());
        Assert.Null(max.TextOf(sent.Mid()));
        Assert.Equal(404, (await client.Refused("getMessage", sent.Mid())).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Refusals_of_actions_come_with_status_200()
    {
        var clock = new MovableClock();
        await using var max = await StartMax(new MaxSettings { Clock = clock });
        await using var client = Client(max);
        max.Start(Irina);
        var mid = (await client.Api("sendMessageToChat", Dialog, "Hello")).Mid();

        max.RefuseNextAction("Not today");
        var refused = await client.Api("editMessage", mid, new { text = "Changed" });
        Assert.Equal((false, "Not today"), (refused.GetProperty("success").GetBoolean(), refused.String("message")));
        Assert.Equal("Hello", max.TextOf(mid));

        clock.Move(TimeSpan.FromDays(8));
        Assert.False((await client.Api("editMessage", mid, new { text = "Too late" })).GetProperty("success").GetBoolean());
        Assert.False((await client.Api("subscribe", "http://bot.example.org/hook", Secret, Array.Empty<string>())).GetProperty("success").GetBoolean());
        Assert.False((await client.Api("subscribe", "https://bot.example.org:8443/hook", Secret, Array.Empty<string>())).GetProperty("success").GetBoolean());
        Assert.Empty(max.Webhooks);
    }

    [Fact]
    public async Task Refusals_have_the_status_and_code_of_MAX()
    {
        await using var max = await StartMax();
        await using var client = Client(max);
        Assert.Equal((404, "not.found"), await Sent("Hello"));
        max.Start(Irina);
        Assert.Equal((400, "proto.payload"), await Sent(new string('я', 4001)));
        Assert.Equal((400, "proto.payload"), await Sent(""));
        Assert.Equal((400, "proto.payload"), await Sent("Choose", new { type = "inline_keyboard", payload = new { buttons = new[] { Enumerable.Repeat(new { type = "callback", text = "x", payload = "y" }, 8) } } }));
        Assert.Equal((400, "proto.payload"), await Sent("Choose", new { type = "inline_keyboard", payload = new { buttons = new[] { new[] { new { type = "callback", text = "x", payload = new string('y', 1025) } } } } }));
        Assert.Equal((400, "proto.payload"), await Sent("See", new { type = "image", payload = new { token = "unknown" } }));
        max.Stop(Irina);
        Assert.Equal((403, "chat.denied"), await Sent("Are you there?"));
        Assert.Empty(max.Sent.All);

        max.Faults.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(3)));
        Assert.Equal((429, "too.many.requests"), await Sent("Hello"));
        await using var stranger = Client(max, token: "stolen");
        Assert.Equal("verify.token", (await stranger.Refused("getMyInfo")).String("code"));
        using var bearer = Http(max, token: $"Bearer {new MaxSettings().Token}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await bearer.GetAsync("/me")).StatusCode);

        async Task<(int, string?)> Sent(string text, params object[] attachments)
        {
            var error = await client.Refused("sendMessageToChat", Dialog, text, new { attachments });
            return (error.GetProperty("status").GetInt32(), error.String("code"));
        }
    }

    [Fact]
    public async Task What_was_done_without_telling_is_found_in_the_history()
    {
        await using var max = await StartMax();
        using var http = Http(max);
        max.Start(Irina);

        max.Faults.Next(new Fault(FaultKind.CutAfter), "POST /messages");
        await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsJsonAsync($"/messages?chat_id={Dialog}", new { text = "Did it arrive?" }));

        Assert.False(Assert.Single(max.Sent.All).Told);
        var history = await http.GetFromJsonAsync<JsonElement>($"/messages?chat_id={Dialog}&from={DateTimeOffset.UtcNow.AddSeconds(-5).ToUnixTimeMilliseconds()}");
        Assert.Equal("Did it arrive?", Assert.Single(history.GetProperty("messages").EnumerateArray()).GetProperty("body").String("text"));
    }

    [Fact]
    public async Task A_contact_that_a_button_asked_for_is_signed_with_the_token()
    {
        await using var max = await StartMax(OftenPolled);
        await using var client = Client(max);
        max.Introduce(new MaxUser(Irina, "Irina"));
        max.Start(Irina);
        await client.Api("sendMessageToChat", Dialog, "Your phone?", new { attachments = new[] { new { type = "inline_keyboard", payload = new { buttons = new[] { new[] { new { type = "request_contact", text = "Share" } } } } } } });
        await client.Do("poll");
        await client.Event();

        max.Press(Irina, "Share");
        var told = await client.Event();
        var contact = told.GetProperty("attachments")[0].GetProperty("payload");

        Assert.Equal("+70000077001", told.String("phone"));
        var own = HMACSHA256.HashData(Encoding.UTF8.GetBytes(new MaxSettings().Token), Encoding.UTF8.GetBytes(contact.String("vcf_info")!));
        Assert.Equal(Convert.ToHexStringLower(own), contact.String("hash"));
        Assert.Equal("Irina", contact.GetProperty("max_info").String("first_name"));
    }
}
