using global::Telegram.Bot;
using global::Telegram.Bot.Exceptions;
using global::Telegram.Bot.Types;
using global::Telegram.Bot.Types.Enums;
using global::Telegram.Bot.Types.ReplyMarkups;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>What is refused, with the code and words that Telegram has for it.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private readonly StandingClock clock = new();
    private readonly TelegramUser anna = new(77001, "Анна");
    private TelegramStandIn telegram = null!;
    private BotAccount account = null!;
    private TelegramBotClient client = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = new TelegramStandIn(Limits.None, clock);
        await telegram.Start();
        account = telegram.AddBot();
        client = Clients.Of(telegram, account);
        account.Start(anna);
    }

    public ValueTask DisposeAsync() => telegram.DisposeAsync();

    [Fact]
    public async Task Texts_end_at_4096_units_and_captions_at_1024()
    {
        await client.SendMessage(anna.Id, new string('ы', 4096));
        await client.SendMessage(anna.Id, $"<b>{new string('ы', 4096)}</b>", ParseMode.Html);
        await Refused(400, "message is too long", () => client.SendMessage(anna.Id, new string('ы', 4095) + "🙂"));
        await Refused(400, "message text is empty", () => client.SendMessage(anna.Id, " \n "));
        await Refused(400, "message caption is too long", () => client.SendPhoto(anna.Id, Picture(), new string('ы', 1025)));
    }

    [Fact]
    public async Task Keyboards_are_checked()
    {
        await client.SendMessage(anna.Id, "?", replyMarkup: new InlineKeyboardMarkup(InlineKeyboardButton.WithCallbackData("Да", new string('x', 64))));
        await Refused(400, "BUTTON_DATA_INVALID", () => client.SendMessage(anna.Id, "?", replyMarkup: new InlineKeyboardMarkup(InlineKeyboardButton.WithCallbackData("Да", new string('ж', 33)))));
        await Refused(400, "Text buttons are unallowed", () => client.SendMessage(anna.Id, "?", replyMarkup: new InlineKeyboardMarkup(new InlineKeyboardButton("Да"))));
        await Refused(400, "inline keyboard button URL", () => client.SendMessage(anna.Id, "?", replyMarkup: new InlineKeyboardMarkup(InlineKeyboardButton.WithUrl("Да", "not a link"))));
        await Refused(400, "reply markup is too long", () => client.SendMessage(anna.Id, "?", replyMarkup: new InlineKeyboardMarkup(Enumerable.Range(0, 101).Select(i => new[] { InlineKeyboardButton.WithCallbackData($"{i}") }))));
        var contact = new ReplyKeyboardMarkup(KeyboardButton.WithRequestContact("Мой номер"));
        Assert.Null((await client.SendMessage(anna.Id, "?", replyMarkup: contact)).ReplyMarkup);
        var group = account.OpenGroup(anna, "Двор");
        await Refused(400, "phone number can be requested in private chats only", () => client.SendMessage(group.Id, "?", replyMarkup: contact));
    }

    [Fact]
    public async Task Marks_that_are_not_closed_or_not_known_are_refused()
    {
        await Refused(400, "can't parse entities: Can't find end tag", () => client.SendMessage(anna.Id, "<b>нет конца", ParseMode.Html));
        await Refused(400, "can't parse entities: Unsupported start tag \"div\" at byte offset 7", () => client.SendMessage(anna.Id, "Она <div>", ParseMode.Html));
        await Refused(400, "Character '.' is reserved and must be escaped", () => client.SendMessage(anna.Id, "Конец.", ParseMode.MarkdownV2));
        await Refused(400, "can't parse entities: Can't find end of the entity", () => client.SendMessage(anna.Id, "*нет конца", ParseMode.MarkdownV2));
    }

    [Fact]
    public async Task Both_ways_of_marking_make_the_same_spans()
    {
        var html = await client.SendMessage(anna.Id, "<b>жирно <i>и косо</i></b> <code>x</code> <a href=\"https://example.org/?a=1&amp;b=2\">там</a>\n<pre><code class=\"language-cs\">var a = 1;</code></pre>\n<blockquote>сказано\nдважды</blockquote>", ParseMode.Html);
        var markdown = await client.SendMessage(anna.Id, "*жирно _и косо_* `x` [там](https://example.org/?a=1&b=2)\n```cs\nvar a = 1;```\n>сказано\n>дважды", ParseMode.MarkdownV2);

        Assert.Equal(html.Text, markdown.Text);
        Assert.Equal(Told(html), Told(markdown));
        Assert.Equal(
            [MessageEntityType.Bold, MessageEntityType.Italic, MessageEntityType.Code, MessageEntityType.TextLink, MessageEntityType.Pre, MessageEntityType.Blockquote],
            html.Entities!.Select(entity => entity.Type));

        static IEnumerable<string> Told(global::Telegram.Bot.Types.Message message) => message.Entities!.Select(entity => $"{entity.Type} {entity.Offset} {entity.Length} {entity.Url} {entity.Language}");
    }

    [Fact]
    public async Task Edits_and_deletions_know_what_is_there()
    {
        var sent = await client.SendMessage(anna.Id, "Раз");
        var edited = await client.EditMessageText(anna.Id, sent.Id, "Два");
        Assert.Equal("Два", edited.Text);
        Assert.NotNull(edited.EditDate);
        await Refused(400, "message is not modified", () => client.EditMessageText(anna.Id, sent.Id, "Два"));
        await Refused(400, "message to edit not found", () => client.EditMessageText(anna.Id, 999, "Два"));
        await Refused(400, "message can't be edited", () => client.EditMessageText(anna.Id, 1, "чужое"));
        await Refused(400, "there is no caption in the message to edit", () => client.EditMessageCaption(anna.Id, sent.Id, "Подпись"));
        var photo = await client.SendPhoto(anna.Id, Picture(), "Подпись");
        Assert.Equal("Иная", (await client.EditMessageCaption(anna.Id, photo.Id, "Иная")).Caption);
        await Refused(400, "there is no text in the message to edit", () => client.EditMessageText(anna.Id, photo.Id, "Текст"));
        var marked = await client.EditMessageReplyMarkup(anna.Id, photo.Id, new InlineKeyboardMarkup(InlineKeyboardButton.WithCallbackData("Да", "yes")));
        Assert.Equal("yes", marked.ReplyMarkup!.InlineKeyboard.Single().Single().CallbackData);

        await client.DeleteMessage(anna.Id, sent.Id);
        await Refused(400, "message to delete not found", () => client.DeleteMessage(anna.Id, sent.Id));
        await client.DeleteMessages(anna.Id, [1, 999]);
        clock.Forward(TimeSpan.FromHours(49));
        await Refused(400, "message can't be deleted", () => client.DeleteMessage(anna.Id, photo.Id));
    }

    [Fact]
    public async Task Those_who_cannot_be_reached_are_told_apart()
    {
        var boris = new TelegramUser(77002, "Борис");
        await Refused(400, "chat not found", () => client.SendMessage(404, "?"));
        account.Meet(boris);
        await Refused(403, "bot can't initiate conversation with a user", () => client.SendMessage(boris.Id, "?"));
        account.Block(anna);
        await Refused(403, "bot was blocked by the user", () => client.SendMessage(anna.Id, "?"));
        account.Unblock(anna);
        await client.SendMessage(anna.Id, "?");
        account.Deactivate(anna);
        await Refused(403, "user is deactivated", () => client.SendMessage(anna.Id, "?"));
        var group = account.OpenGroup(boris, "Двор", isSupergroup: true);
        account.RemoveFrom(group, boris);
        await Refused(403, "bot was kicked from the supergroup chat", () => client.SendMessage(group.Id, "?"));
        account.AddTo(group, boris);
        await client.LeaveChat(group.Id);
        await Refused(403, "bot is not a member of the supergroup chat", () => client.SendMessage(group.Id, "?"));
    }

    [Fact]
    public async Task A_token_that_is_wrong_broken_or_revoked_opens_nothing()
    {
        using var http = new HttpClient { BaseAddress = telegram.Address };
        Assert.Equal("""{"ok":false,"error_code":401,"description":"Unauthorized"}""", await (await http.GetAsync($"/bot{account.Token}x/getMe")).Content.ReadAsStringAsync());
        Assert.Equal("""{"ok":false,"error_code":404,"description":"Not Found"}""", await (await http.GetAsync("/botbroken/getMe")).Content.ReadAsStringAsync());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync($"/bot{account.Token}/GETME")).StatusCode);
        account.Revoke();
        await Refused(401, "Unauthorized", () => client.GetMe());
    }

    [Fact]
    public async Task Files_are_refused_by_what_they_are()
    {
        await Refused(400, "IMAGE_PROCESS_FAILED", () => client.SendPhoto(anna.Id, File("text.png", "text"u8.ToArray())));
        await Refused(400, "PHOTO_INVALID_DIMENSIONS", () => client.SendPhoto(anna.Id, File("wide.png", Samples.Png(2100, 100))));
        await Refused(400, "file must be non-empty", () => client.SendDocument(anna.Id, File("empty.txt", [])));
        await Refused(413, "Request Entity Too Large", () => client.SendDocument(anna.Id, File("big.bin", new byte[(50 * 1024 * 1024) + 1])));
        await Refused(400, "failed to get HTTP URL content", () => client.SendPhoto(anna.Id, "https://example.org/a.png"));
        await Refused(400, "wrong number of media in album", () => client.SendMediaGroup(anna.Id, [new InputMediaPhoto("x")]));
        await Refused(400, "document can't be mixed", () => client.SendMediaGroup(anna.Id, [new InputMediaPhoto(Picture()), new InputMediaDocument(File("a.txt", "a"u8.ToArray()))]));
        var notVoice = await client.SendVoice(anna.Id, File("a.wav", "RIFF"u8.ToArray()));
        Assert.Null(notVoice.Voice);
        Assert.Equal("a.wav", notVoice.Document!.FileName);

        var sent = await client.SendDocument(anna.Id, File("a.txt", "a"u8.ToArray()));
        var path = (await client.GetFile(sent.Document!.FileId)).FilePath!;
        using var there = new MemoryStream();
        await client.DownloadFile(path, there);
        Assert.Equal("a"u8.ToArray(), there.ToArray());
        clock.Forward(TimeSpan.FromMinutes(61));
        await Assert.ThrowsAnyAsync<RequestException>(() => client.DownloadFile(path, Stream.Null));
        await Refused(400, "wrong file_id or the file is temporarily unavailable", () => client.GetFile("nonsense"));
    }

    private static InputFileStream Picture() => File("p.png", Samples.Png(10, 10));

    private static InputFileStream File(string name, byte[] content) => new(new MemoryStream(content), name);

    private static async Task Refused(int code, string words, Func<Task> act)
    {
        var thrown = await Assert.ThrowsAsync<ApiRequestException>(act);
        Assert.Equal(code, thrown.ErrorCode);
        Assert.Contains(words, thrown.Message);
    }
}
