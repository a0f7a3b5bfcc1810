using global::Telegram.Bot;
using global::Telegram.Bot.Exceptions;
using global::Telegram.Bot.Types.Enums;
using global::Telegram.Bot.Types.ReplyMarkups;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>NuGet's Telegram.Bot, whose parser is strict, takes the stand-in for Telegram.</summary>
public sealed class TelegramBotTests : IAsyncLifetime
{
    private readonly TelegramStandIn telegram = new(Limits.None);
    private readonly TelegramUser anna = new(77001, "Анна") { Username = "anna_k" };
    private BotAccount account = null!;
    private TelegramBotClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await telegram.Start();
        account = telegram.AddBot();
        client = Clients.Of(telegram, account);
    }

    public ValueTask DisposeAsync() => telegram.DisposeAsync();

    [Fact]
    public async Task It_learns_who_it_is()
    {
        var me = await client.GetMe();

        Assert.Equal(account.Id, me.Id);
        Assert.True(me.IsBot);
        Assert.Equal(account.Username, me.Username);
    }

    [Fact]
    public async Task A_message_with_spans_and_buttons_arrives_as_it_was_sent()
    {
        account.Start(anna);
        var sent = await client.SendMessage(
            anna.Id,
            "<b>Готово</b> &amp; <a href=\"https://example.org/\">дальше</a>",
            ParseMode.Html,
            replyMarkup: new InlineKeyboardMarkup([[InlineKeyboardButton.WithCallbackData("Да", "b1:yes"), InlineKeyboardButton.WithUrl("Сайт", "https://example.org/")]]));

        Assert.Equal("Готово & дальше", sent.Text);
        Assert.Equal([MessageEntityType.Bold, MessageEntityType.TextLink], sent.Entities!.Select(entity => entity.Type));
        Assert.Equal(["Готово", "дальше"], sent.EntityValues!);
        Assert.Equal("b1:yes", sent.ReplyMarkup!.InlineKeyboard.First().First().CallbackData);
        var witness = Assert.Single(telegram.Sent.To("77001"));
        Assert.Equal("Готово & дальше", witness.Text);
        Assert.Equal($"{sent.Id}", witness.MessageId);
        Assert.True(witness.Told);
    }

    [Fact]
    public async Task Updates_come_until_they_are_confirmed_and_not_after()
    {
        account.Start(anna, "promo");
        account.SendText(anna, "Привет");

        var first = await client.GetUpdates();
        var again = await client.GetUpdates();
        var after = await client.GetUpdates(offset: first[^1].Id + 1);

        Assert.Equal(["/start promo", "Привет"], first.Select(update => update.Message!.Text));
        Assert.Equal(MessageEntityType.BotCommand, first[0].Message!.Entities![0].Type);
        Assert.Equal(first.Select(update => update.Id), again.Select(update => update.Id));
        Assert.Empty(after);
        Assert.Equal(0, account.Pending);
        Assert.All(account.Made, made => Assert.Equal(UpdateState.Delivered, made.State));
    }

    [Fact]
    public async Task Two_pollers_are_a_conflict_and_so_is_a_poll_beside_a_webhook()
    {
        var polls = new[] { client.GetUpdates(timeout: 30), Clients.Of(telegram, account).GetUpdates(timeout: 30) };
        var loser = await Task.WhenAny(polls);
        var thrown = await Assert.ThrowsAsync<ApiRequestException>(() => loser);
        Assert.Equal(409, thrown.ErrorCode);
        Assert.Contains("terminated by other getUpdates request", thrown.Message);

        await client.SetWebhook("http://127.0.0.1:9/hook");
        thrown = await Assert.ThrowsAsync<ApiRequestException>(() => polls.Single(poll => poll != loser));
        Assert.Contains("terminated by setWebhook request", thrown.Message);
        thrown = await Assert.ThrowsAsync<ApiRequestException>(() => client.GetUpdates());
        Assert.Contains("can't use getUpdates method while webhook is active", thrown.Message);
    }
}
