using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Sandbox.Clients;
using static Sentralix.Connectors.Sandbox.Max.MaxClient;

namespace Sentralix.Connectors.Sandbox.Max;

public sealed class MaxWebhookTests
{
    [Fact]
    public async Task The_official_receiver_takes_every_update_by_its_secret()
    {
        await using var max = await StartMax();
        await using var client = Client(max);
        await client.ListenTo(max);
        max.Introduce(new MaxUser(Irina, "Irina", "Smirnova"));

        max.Start(Irina, "promo_42");
        Assert.Equal("promo_42", (await client.Event()).String("payload"));
        var asked = max.SendText(Irina, "How much?");
        var told = await client.Event();
        Assert.Equal(("How much?", "Irina Smirnova", asked.MessageId), (told.String("text"), told.String("user"), told.String("mid")));
        max.SendText(Irina, "Hm?", replyTo: asked.MessageId);
        Assert.Equal("How much?", (await client.Event()).String("reply"));
        max.SendVoice(Irina, [1, 2]);
        var voice = (await client.Event()).GetProperty("attachments")[0];
        using var http = new HttpClient();
        Assert.Equal([1, 2], await http.GetByteArrayAsync(voice.GetProperty("payload").String("url")));
        max.SendPlace(Irina, 55.79, 49.12);
        Assert.Equal(49.12, (await client.Event()).GetProperty("place").GetProperty("longitude").GetDouble());
        max.Edit(Irina, asked.MessageId, "How much is it?");
        Assert.Equal("message_edited", (await client.Event()).String("type"));
        max.Remove(Irina, asked.MessageId);
        Assert.Equal(asked.MessageId, (await client.Event()).String("mid"));
        max.AddBot(Irina, -5);
        Assert.Equal(-5, (await client.Event()).GetProperty("chat").GetInt64());
        max.Mute(Irina, DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal("dialog_muted", (await client.Event()).String("type"));
        max.Stop(Irina);
        Assert.Equal("bot_stopped", (await client.Event()).String("type"));

        await max.WhenDelivered(Soon);
        Assert.Empty(max.Updates.NotTaken);
        Assert.Equal(10, max.Updates.MadeCount);
    }

    [Fact]
    public async Task A_receiver_that_expects_another_secret_takes_nothing_and_is_unsubscribed_after_hours()
    {
        var clock = new MovableClock();
        await using var max = await StartMax(new MaxSettings { Clock = clock });
        max.Delivery = new() { Pace = 0.001 };
        await using var client = Client(max);
        await client.ListenTo(max);
        await client.Api("unsubscribe", $"https://{Host}/max/hook");
        await client.Api("subscribe", $"https://{Host}/max/hook", "another-secret", Array.Empty<string>());

        var refused = max.SendText(Irina, "Hello");
        await Task.Delay(150);
        Assert.Single(max.Webhooks);
        clock.Move(TimeSpan.FromHours(8) * 0.001);
        await max.WhenDelivered(Soon);
        Assert.Empty(max.Webhooks);
        Assert.Equal(refused.Key, Assert.Single(max.Updates.GivenUp).Key);

        // What is made from now on waits to be polled.
        max.SendText(Irina, "Anyone?");
        Assert.Equal("Anyone?", (await client.Api("getUpdates")).GetProperty("updates")[0].GetProperty("message").GetProperty("body").String("text"));
    }

    [Fact]
    public async Task The_official_bot_drops_the_webhooks_when_it_starts_to_poll()
    {
        await using var max = await StartMax(OftenPolled);
        await using var client = Client(max);
        await client.Api("subscribe", $"https://{Host}/production", Secret, new[] { "message_created" });
        Assert.Equal("message_created", (await client.Api("getSubscriptions"))[0].GetProperty("updateTypes")[0].GetString());

        await client.Do("poll");
        await Until(() => max.Webhooks.Count == 0);
    }

    [Fact]
    public async Task Only_200_is_success_and_only_wanted_types_are_delivered()
    {
        await using var max = await StartMax(new MaxSettings { Limits = MaxLimits.None });
        max.Delivery = new() { Pace = 0.0001 };
        var codes = new ConcurrentQueue<int>([204, 500]);
        await using var bot = await Receiver(codes, out var bodies);
        await Subscribe(max, bot, "message_created");

        max.Start(Irina);
        var update = max.SendText(Irina, "Hello");
        await max.WhenDelivered(Soon);

        Assert.Equal(3, bodies.Count);
        Assert.All(bodies, body => Assert.Equal("message_created", body.String("update_type")));
        Assert.Equal(1, max.Updates.TimesTaken(update.Key));
    }

    [Fact]
    public async Task Cut_and_doubled_and_reordered_deliveries_lose_nothing()
    {
        await using var max = await StartMax(new MaxSettings { Limits = MaxLimits.None });
        max.Delivery = new() { Pace = 0.00001, CutShare = 0.2, DuplicateShare = 0.2, ReorderWindow = 5 };
        await using var bot = await Receiver([], out var bodies);
        await Subscribe(max, bot);

        for (var i = 0; i < 300; i++) max.SendText(Irina + i % 10, $"No {i}");
        await max.WhenDelivered(Soon);

        var mids = bodies.Select(body => body.GetProperty("message").Mid()).ToList();
        Assert.Empty(max.Updates.NotTaken);
        Assert.Equal(300, mids.Distinct().Count());
        Assert.True(mids.Count > 330, $"Only {mids.Count} deliveries.");
        var ofOne = mids.Distinct().Where(mid => mid.StartsWith($"mid.{MaxStandIn.DialogOf(Irina):x16}", StringComparison.Ordinal)).ToList();
        Assert.NotEqual(ofOne.Order(StringComparer.Ordinal), ofOne);
    }

    private static async Task Subscribe(MaxStandIn max, WebApplication bot, params string[] types)
    {
        using var http = Http(max);
        using var answer = await http.PostAsync("/subscriptions", JsonContent(new { url = $"{bot.Urls.First()}/hook", update_types = types }));
        Assert.Single(max.Webhooks);
    }

    private static StringContent JsonContent(object value) => new(JsonSerializer.Serialize(value));

    private static Task<WebApplication> Receiver(ConcurrentQueue<int> codes, out ConcurrentQueue<JsonElement> bodies)
    {
        var taken = bodies = new ConcurrentQueue<JsonElement>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.MapPost("/hook", async http =>
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            taken.Enqueue(body.RootElement.Clone());
            http.Response.StatusCode = codes.TryDequeue(out var code) ? code : StatusCodes.Status200OK;
        });
        return Started();

        async Task<WebApplication> Started()
        {
            await application.StartAsync();
            return application;
        }
    }
}
