using global::Telegram.Bot;
using global::Telegram.Bot.Exceptions;
using global::Telegram.Bot.Requests;
using global::Telegram.Bot.Types;
using global::Telegram.Bot.Types.Enums;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>What people do becomes updates that Telegram.Bot reads; and how fast a bot may answer them.</summary>
public sealed class PeopleTests : IAsyncLifetime
{
    private static readonly UpdateType[] Wanted =
    [
        UpdateType.Message, UpdateType.EditedMessage, UpdateType.CallbackQuery, UpdateType.MyChatMember, UpdateType.ChatMember,
        UpdateType.MessageReaction, UpdateType.StoppedMessageGeneration,
    ];

    private readonly StandingClock clock = new();
    private readonly TelegramUser anna = new(77001, "Анна");
    private TelegramStandIn telegram = null!;
    private BotAccount account = null!;
    private TelegramBotClient client = null!;
    private int offset;

    public async ValueTask InitializeAsync()
    {
        telegram = new TelegramStandIn(clock: clock);
        await telegram.Start();
        account = telegram.AddBot();
        client = Clients.Of(telegram, account);
        Assert.Empty(await client.GetUpdates(allowedUpdates: Wanted));
    }

    public ValueTask DisposeAsync() => telegram.DisposeAsync();

    [Fact]
    public async Task Edits_reactions_and_membership_are_told()
    {
        var said = account.SendText(anna, "Привет, @anna_k! https://example.org/x.");
        account.Edit(anna, said, "Здравствуйте");
        account.React(anna, said, "👍");
        account.React(anna, said, null);
        account.Block(anna);
        account.Unblock(anna);
        var updates = await Take();

        Assert.Equal([UpdateType.Message, UpdateType.EditedMessage, UpdateType.MessageReaction, UpdateType.MessageReaction, UpdateType.MyChatMember, UpdateType.MyChatMember], updates.Select(update => update.Type));
        Assert.Equal(["@anna_k", "https://example.org/x"], updates[0].Message!.EntityValues!);
        Assert.Equal("Здравствуйте", updates[1].EditedMessage!.Text);
        Assert.NotNull(updates[1].EditedMessage!.EditDate);
        Assert.Equal("👍", Assert.IsType<ReactionTypeEmoji>(Assert.Single(updates[2].MessageReaction!.NewReaction)).Emoji);
        Assert.Empty(updates[3].MessageReaction!.NewReaction);
        Assert.Single(updates[3].MessageReaction!.OldReaction);
        Assert.Equal((ChatMemberStatus.Member, ChatMemberStatus.Kicked), (updates[4].MyChatMember!.OldChatMember.Status, updates[4].MyChatMember!.NewChatMember.Status));
        Assert.Equal(ChatMemberStatus.Member, updates[5].MyChatMember!.NewChatMember.Status);
    }

    [Fact]
    public async Task Every_kind_of_content_is_read()
    {
        account.SendPhoto(anna, Samples.Png(640, 480), "Дом");
        account.SendVoice(anna, [.. "OggS"u8, 1], 6);
        account.SendDocument(anna, "x"u8.ToArray(), "договор.pdf", "application/pdf");
        account.SendLocation(anna, 55.75, 37.61);
        account.SendContact(anna, "+79990000000");
        account.SendMedia(anna, "animation", [1], "a.mp4", "video/mp4");
        account.SendMedia(anna, "video_note", [1]);
        account.SendMedia(anna, "sticker", [1]);
        account.SendMedia(anna, "audio", [1], "a.mp3", "audio/mpeg", seconds: 9);
        account.SendMedia(anna, "video", [1], "v.mp4", "video/mp4", "Кино", 9);
        var updates = await Take();

        Assert.Equal(
            [MessageType.Photo, MessageType.Voice, MessageType.Document, MessageType.Location, MessageType.Contact, MessageType.Animation, MessageType.VideoNote, MessageType.Sticker, MessageType.Audio, MessageType.Video],
            updates.Select(update => update.Message!.Type));
        Assert.Equal((640, "Дом"), (updates[0].Message!.Photo![^1].Width, updates[0].Message!.Caption));
        Assert.Equal(anna.Id, updates[4].Message!.Contact!.UserId);
    }

    [Fact]
    public async Task A_partial_answer_shows_for_half_a_minute_and_can_be_stopped()
    {
        account.Start(anna);
        await client.SendRequest(new SendMessageDraftRequest { ChatId = anna.Id, DraftId = 5, Text = "Ищу", CanStop = true });
        Assert.Equal("Ищу", account.DraftShownTo(anna));
        Assert.True(account.StopGeneration(anna));
        Assert.False(account.StopGeneration(anna));
        var stopped = (await Take())[^1].StoppedMessageGeneration!;
        Assert.Equal((anna.Id, 5), (stopped.Chat.Id, stopped.DraftId));

        await client.SendRequest(new SendMessageDraftRequest { ChatId = anna.Id, DraftId = 6, Text = "Ещё ищу" });
        Assert.False(account.StopGeneration(anna));
        await client.SendMessage(anna.Id, "Нашёл");
        Assert.Null(account.DraftShownTo(anna));
        await client.SendRequest(new SendMessageDraftRequest { ChatId = anna.Id, DraftId = 7, Text = "Снова", CanStop = true });
        clock.Forward(TimeSpan.FromSeconds(31));
        Assert.Null(account.DraftShownTo(anna));
        Assert.False(account.StopGeneration(anna));
        var group = account.OpenGroup(anna, "Двор");
        Assert.Equal(400, (await Assert.ThrowsAsync<ApiRequestException>(() => client.SendRequest(new SendMessageDraftRequest { ChatId = group.Id, DraftId = 8, Text = "Нет" }))).ErrorCode);
    }

    [Fact]
    public async Task A_group_that_grows_says_its_new_id_to_those_who_write_to_the_old()
    {
        var group = account.OpenGroup(anna, "Двор");
        account.Join(new TelegramUser(77002, "Борис"), group);
        var grown = account.Migrate(group, anna);
        var updates = await Take();
        Assert.Equal(
            [UpdateType.MyChatMember, UpdateType.Message, UpdateType.ChatMember, UpdateType.Message, UpdateType.Message],
            updates.Select(update => update.Type));
        Assert.Equal(grown.Id, updates[3].Message!.MigrateToChatId);
        Assert.Equal((grown.Id, group.Id), (updates[4].Message!.Chat.Id, updates[4].Message!.MigrateFromChatId));

        var thrown = await Assert.ThrowsAsync<ApiRequestException>(() => client.SendMessage(group.Id, "?"));
        Assert.Equal((400, grown.Id), (thrown.ErrorCode, thrown.Parameters!.MigrateToChatId));
        Assert.Equal(ChatType.Supergroup, (await client.SendMessage(grown.Id, "?")).Chat.Type);
    }

    [Fact]
    public async Task A_chat_takes_one_message_a_second_a_group_twenty_a_minute_and_a_bot_thirty_a_second()
    {
        account.Start(anna);
        Assert.Equal(3, await Until429(() => client.SendMessage(anna.Id, "?")));
        clock.Forward(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Until429(() => client.SendMessage(anna.Id, "?")));

        var group = account.OpenGroup(anna, "Двор");
        for (var i = 0; i < 20; i++)
        {
            clock.Forward(TimeSpan.FromSeconds(1));
            await client.SendMessage(group.Id, "?");
        }

        clock.Forward(TimeSpan.FromSeconds(1));
        var refused = await Assert.ThrowsAsync<ApiRequestException>(() => client.SendMessage(group.Id, "?"));
        Assert.InRange(refused.Parameters!.RetryAfter!.Value, 38, 40);
        clock.Forward(TimeSpan.FromSeconds(refused.Parameters.RetryAfter.Value));
        await client.SendMessage(group.Id, "?");

        clock.Forward(TimeSpan.FromMinutes(1));
        var person = 1000;
        Assert.Equal(30, await Until429(() =>
        {
            account.SendText(new TelegramUser(++person, "N"), "?");
            return client.SendMessage(person, "?");
        }));
    }

    [Fact]
    public async Task A_kind_newer_than_the_reader_and_a_told_reaction_pass()
    {
        var said = account.SendText(anna, "Спасибо");
        await client.SetMessageReaction(anna.Id, said.MessageId, [new ReactionTypeEmoji { Emoji = "👌" }]);
        Assert.Equal(400, (await Assert.ThrowsAsync<ApiRequestException>(() => client.SetMessageReaction(anna.Id, said.MessageId, [new ReactionTypeEmoji { Emoji = "🚀🚀" }]))).ErrorCode);
        await client.SendChatAction(anna.Id, ChatAction.Typing);
        var reply = await client.SendMessage(anna.Id, "И вам", replyParameters: new ReplyParameters { MessageId = said.MessageId });
        Assert.Equal("Спасибо", reply.ReplyToMessage!.Text);
        Assert.Equal(["setMessageReaction", "sendChatAction", "sendMessage"], telegram.Sent.All.Select(sent => sent.Operation));

        await client.GetUpdates(allowedUpdates: []);
        account.MakeRaw("telepathy", "telepathy:1", """{"thought":1}""");
        Assert.Equal(UpdateType.Unknown, (await client.GetUpdates())[^1].Type);
        Assert.Equal("Анна", (await client.GetChat(anna.Id)).FirstName);
        Assert.Equal(ChatMemberStatus.Member, (await client.GetChatMember(anna.Id, account.Id)).Status);
        await client.SetMyCommands([new BotCommand("help", "Помощь")]);
        Assert.Equal("help", Assert.Single(await client.GetMyCommands()).Command);
    }

    private async Task<Update[]> Take()
    {
        var updates = await client.GetUpdates(offset, allowedUpdates: Wanted);
        if (updates.Length > 0) offset = updates[^1].Id + 1;
        return updates;
    }

    private static async Task<int> Until429(Func<Task> send)
    {
        for (var taken = 0; ; taken++)
        {
            try
            {
                await send();
            }
            catch (ApiRequestException refused) when (refused.ErrorCode == 429)
            {
                return taken;
            }
        }
    }
}
