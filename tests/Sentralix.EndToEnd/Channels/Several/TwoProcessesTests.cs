using Sentralix.Connectors.Sandbox.Telegram;

namespace Sentralix.EndToEnd.Channels.Several;

/// <summary>Two processes that both run everything, with a bot that is called and a bot that is polled.</summary>
public sealed class TwoProcessesTests(ITestOutputHelper output)
{
    private const int People = 8;

    [Fact]
    public async Task A_killed_process_loses_and_repeats_nothing_and_the_other_one_polls_on()
    {
        await using var cluster = await Cluster.Create();
        await using var telegram = new TelegramStandIn(Limits.None);
        await telegram.Start();
        telegram.Delivery.Pace = 0.02;
        var (called, polled) = (telegram.AddBot(username: "called_bot"), telegram.AddBot(username: "polled_bot"));

        // While the first one is alone it is the one that polls.
        var first = await cluster.Start("first");
        var assistant = await first.MakeAssistant();
        await Cluster.Connect(first, assistant, "telegram", Connection(telegram, called, "webhook"));
        var polling = await Cluster.Connect(first, assistant, "telegram", Connection(telegram, polled, "polling"));
        var second = await cluster.Start("second");
        var asked = new List<string>();
        void Ask(int round)
        {
            for (var person = 0; person < People; person++)
            {
                foreach (var (bot, name) in new[] { (called, "called"), (polled, "polled") })
                {
                    var text = $"{name} {person} {round}";
                    asked.Add(text);
                    bot.SendText(new TelegramUser(Number(name, person), $"Человек {person}"), text);
                }
            }
        }

        Ask(1);
        await cluster.Until(() => Task.FromResult(Answers(telegram).Count == asked.Count), () => $"all are answered, not {Answers(telegram).Count} of {asked.Count}");
        Assert.All(cluster.HooksAnswered.Take(2), answered => Assert.True(answered > 0, "A process was called by no hook."));

        // One process changes the connection that the other one polls.
        await second.Post($"/api/admin/v1/telegram/connections/{polling}/disable");
        polled.SendText(new TelegramUser(Number("polled", 0), "Человек 0"), "while disabled");
        asked.Add("while disabled");
        await Task.Delay(2000);
        Assert.DoesNotContain(Cluster.AnswerTo("while disabled"), Answers(telegram));
        Assert.Equal(1, polled.Pending);
        await second.Post($"/api/admin/v1/telegram/connections/{polling}/enable");
        await cluster.Until(() => Task.FromResult(Answers(telegram).Count == asked.Count), () => "what was said meanwhile is answered");

        Ask(2);
        await Task.Delay(150);
        await cluster.Kill("first");
        var killed = DateTime.UtcNow;
        Ask(3);

        // A send that was cut off is held for a person: Telegram has nothing by which to ask for it.
        var open = 0;
        await cluster.Until(async () => Answers(telegram).Count + (open = (await second.All("/api/admin/v1/telegram/uncertain")).Count) >= asked.Count, () => $"all are answered, not {Answers(telegram).Count} and {open} held, of {asked.Count}");
        output.WriteLine($"{asked.Count} messages; {open} held; all settled {(DateTime.UtcNow - killed).TotalSeconds:F1} s after the kill.");
        Assert.Equal(asked.Order(), (await Cluster.Heard(second)).Order());
        var answers = Answers(telegram);
        Assert.Equal(answers.Distinct().Count(), answers.Count);
        Assert.Subset(asked.Select(Cluster.AnswerTo).ToHashSet(), answers.ToHashSet());
        var connection = await second.Get($"/api/admin/v1/telegram/connections/{polling}");
        Assert.Equal("active", connection.GetProperty("state").GetString());

        // Two pollers of one bot take each other's place, and Telegram says so.
        Assert.DoesNotContain("cannot be polled", cluster.Output, StringComparison.Ordinal);
    }

    private static long Number(string bot, int person) => (bot == "called" ? 71_000 : 72_000) + person;

    private static object Connection(TelegramStandIn telegram, BotAccount bot, string transport) => new
    {
        name = bot.Username,
        transport,
        settings = new { api_base_url = telegram.Address.ToString().TrimEnd('/') },
        secrets = new { token = bot.Token },
    };

    // What grows while it is written is no message yet.
    private static List<string> Answers(TelegramStandIn telegram) => [.. telegram.Sent.All.Where(s => s.Operation != "sendMessageDraft").Select(s => s.Text)];
}
