using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>Answers that grow in Telegram while the model writes them, the whole way.</summary>
public sealed class DraftTests
{
    private const string Thread = "77001";
    private static readonly TelegramUser Anna = new(77001, "Анна");
    private static readonly string Long = string.Join(' ', Enumerable.Range(1, 40).Select(n => $"слово{n}"));

    [Fact]
    public async Task An_answer_grows_while_it_is_written_and_is_then_one_message()
    {
        await using var house = await Open();

        house.Bot.SendText(Anna, "Расскажите подробно");
        var answer = Assert.Single(await house.Heard(Anna.Id, 1));

        Assert.Equal(Long, answer);
        Assert.Null(house.Bot.DraftShownTo(Anna));
        var sent = house.Telegram.Sent.To(Thread);
        Assert.Equal("sendMessage", sent[^1].Operation);
        var drafts = Drafts(house);
        Assert.True(drafts.Count >= 3, $"{drafts.Count} drafts");
        Assert.All(drafts, draft => Assert.StartsWith(draft.Text, Long, StringComparison.Ordinal));
        Assert.Equal(drafts.OrderBy(draft => draft.Text.Length).Select(draft => draft.Text), drafts.Select(draft => draft.Text));
        Assert.Single(drafts.Select(draft => draft.Body.GetProperty("draft_id").GetInt64()).Distinct());
        Assert.Single(await Events(house), type => type == "message.started");
    }

    [Fact]
    public async Task Whoever_presses_Stop_keeps_what_was_said_so_far_and_is_answered_again()
    {
        await using var house = await Open();
        house.Bot.SendText(Anna, "Расскажите подробно");
        await house.Until(() => Drafts(house).Count >= 2 ? "" : null, "the answer grows");

        Assert.True(house.Bot.StopGeneration(Anna));
        var stopped = Assert.Single(await house.Heard(Anna.Id, 1));

        Assert.StartsWith(stopped.TrimEnd(), Long, StringComparison.Ordinal);
        Assert.InRange(stopped.Length, Drafts(house)[0].Text.Length, Long.Length - 1);
        var events = await Events(house);
        Assert.Contains("generation.stopped", events);
        Assert.Contains("run.completed", events);
        house.Bot.SendText(Anna, "Продолжайте");
        Assert.Equal(Long, (await house.Heard(Anna.Id, 2))[1]);
    }

    [Fact]
    public async Task An_answer_of_which_the_beginning_was_seen_before_a_kill_is_not_silently_another_one()
    {
        await using var house = await Open();
        house.Bot.SendText(Anna, "Расскажите подробно");
        await house.Until(() => Drafts(house).Count >= 2 ? "" : null, "the answer grows");

        await house.KillAndStart();

        Assert.Equal($"Простите, ответ прервался. Начну сначала.\n\n{Long}", Assert.Single(await house.Heard(Anna.Id, 1)));
    }

    private static Task<TelegramHouse> Open() => TelegramHouse.Open(
        "sqlite", "webhook", behaviour: new OpenAiBehaviour { Answer = _ => new ChatAnswer(Long), BetweenPieces = TimeSpan.FromMilliseconds(100), KeepsJournal = false });

    private static List<SentMessage> Drafts(TelegramHouse house) => [.. house.Telegram.Sent.To(Thread).Where(s => s.Operation == "sendMessageDraft")];

    private static async Task<IReadOnlyList<string>> Events(TelegramHouse house)
    {
        var conversation = (await house.Api.All("/api/v1/conversations")).Single().GetProperty("id").GetString();
        return [.. (await house.Api.Get($"/api/v1/conversations/{conversation}/events?limit=200")).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()!)];
    }
}
