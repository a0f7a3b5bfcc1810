using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Delivery;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Events;

/// <summary>What Jivo's stand-in really sends, through HTTP, to the channel.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private readonly JivoStandIn jivo = new();
    private HookServer hook = null!;

    public async ValueTask InitializeAsync()
    {
        await jivo.Start();
        jivo.Delivery.Pace = 0.02;
        hook = await HookServer.Start(Connections.To(jivo));
        jivo.Bot.Address = hook.Url(jivo.Bot.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await jivo.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task A_client_is_heard()
    {
        var chat = jivo.OpenChat();
        chat.Page = new("https://shop.example/cart?session=4f1c#top");
        jivo.ClientWrites(chat, "Где мой заказ 5512?");

        var heard = Assert.Single(await Read());
        Assert.Equal((ChannelEventTypes.MessageReceived, $"{chat.ClientId}:{chat.Id}", chat.ClientId, "Ирина"), (heard.Type, heard.Thread, heard.UserId, heard.UserName));
        Assert.Equal(new ConversationContext { Page = new("https://shop.example/cart") }, heard.Context);
        Assert.Equal([MessagePart.OfText("Где мой заказ 5512?")], heard.Parts);
        Assert.NotNull(heard.ChannelMessageId);
        Assert.True(DateTimeOffset.UtcNow - heard.OccurredAt < TimeSpan.FromMinutes(1));
        Assert.Empty(jivo.Handoffs);
    }

    [Fact]
    public async Task A_press_of_a_button_is_heard_as_what_the_button_says()
    {
        jivo.TellsButtonIds = true;
        var chat = jivo.OpenChat();
        var channel = new JivoSiteChannel(TimeProvider.System);
        var button = new KeyboardButton { Label = "Оператор" };
        var said = new OutboundMessage
        {
            MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [MessagePart.OfText("Чем помочь?")], Keyboard = new() { Rows = [[button]] },
        };
        var composed = channel.Compose(said, [new(button, "token-1")]);
        Assert.IsType<SendOutcome.Sent>(await channel.Send(Connections.To(jivo), new("msg_1", 0, $"{chat.ClientId}:{chat.Id}", Assert.Single(composed.Segments)), default));
        jivo.Press(chat, "token-1");

        var heard = Assert.Single(await Read());
        Assert.Equal((ChannelEventTypes.MessageReceived, "token-1"), (heard.Type, heard.ButtonToken));
        Assert.Equal([MessagePart.OfText("Оператор")], heard.Parts);
    }

    [Fact]
    public async Task An_agent_who_joins_and_one_who_writes_are_humans_in_the_chat()
    {
        var chat = jivo.OpenChat();
        jivo.ClientWrites(chat, "Человека!");
        jivo.AgentJoins(chat);
        jivo.AgentWrites(chat, "Здравствуйте, это Олег");

        var events = await Read();
        Assert.Equal([ChannelEventTypes.MessageReceived, ChannelEventTypes.MessageEcho, ChannelEventTypes.MessageEcho], events.Select(e => e.Type));
        Assert.Single(events.Select(e => (e.Thread, e.UserId)).Distinct());
        var joined = Assert.Single(events[1].Parts);
        Assert.Equal((PartTypes.System, "Олег joined the chat."), (joined.Type, joined.Text));
        Assert.Equal(("agent_joined", "12", "Олег"), (Told(joined, "code"), Told(joined, "agent_id"), Told(joined, "agent_name")));
        Assert.Equal([MessagePart.OfText("Здравствуйте, это Олег")], events[2].Parts);

        // The core looks for the echo's id among what we have sent: without one it would find what is not sent yet.
        Assert.All(events, e => Assert.NotNull(e.ChannelMessageId));
    }

    [Fact]
    public async Task That_nobody_is_there_and_that_a_chat_is_over_is_told_and_opens_no_conversation()
    {
        var chat = jivo.OpenChat();
        jivo.AgentUnavailable(chat);
        jivo.CloseChat(chat);

        var events = await Read();
        Assert.Equal(
            [(ChannelEventTypes.HandOffUnavailable, "agent_unavailable"), (ChannelEventTypes.ConversationStopped, "chat_closed")], events.Select(e => (e.Type, e.Reason!)));
        Assert.All(events, e => Assert.Equal(($"{chat.ClientId}:{chat.Id}", null), (e.Thread, e.UserId)));
    }

    [Fact]
    public async Task An_event_that_nobody_has_described_is_taken_and_kept_under_its_name()
    {
        var chat = jivo.OpenChat();
        jivo.SendUnknown(chat, "CLIENT_DANCED");

        var unknown = Assert.Single(await Read());
        Assert.Equal((ChannelEventTypes.Unknown, "CLIENT_DANCED", null), (unknown.Type, unknown.Reason, unknown.UserId));
        Assert.Equal([200], hook.Answers);
    }

    [Fact]
    public async Task A_file_is_a_part_whose_bytes_can_be_had()
    {
        var chat = jivo.OpenChat();
        jivo.ClientSendsFile(chat, hook.Url("files/Договор.pdf"), "Договор.pdf");
        jivo.ClientSends(chat, new JsonObject { ["type"] = "PHOTO", ["text"] = "Вот он", ["file"] = new JsonObject { ["url"] = "https://files.example/1.jpg", ["size"] = 1200 } });

        var events = await Read();
        var file = Assert.Single(events[0].Parts);
        Assert.Equal((PartTypes.File, "Договор.pdf", MediaState.Remote, null), (file.Type, file.Media?.FileName, file.Media?.State, file.Text));
        Assert.Equal(hook.Url("files/Договор.pdf").AbsoluteUri, events[0].Media[0].Reference);
        var photo = Assert.Single(events[1].Parts);
        Assert.Equal((PartTypes.Image, "Вот он", 1200), (photo.Type, photo.Text, photo.Media?.Size));
        Assert.Equal("https://files.example/1.jpg", events[1].Media[0].Reference);
    }

    [Fact]
    public async Task A_message_of_a_kind_that_nobody_has_described_is_shown_under_Jivos_name_of_it()
    {
        var chat = jivo.OpenChat();
        jivo.ClientSends(chat, new JsonObject { ["type"] = "poll", ["text"] = "Как вам?" });
        jivo.ClientSends(chat, new JsonObject { ["type"] = "MYSTERY" });
        jivo.ClientSends(chat, new JsonObject { ["type"] = "LOCATION", ["latitude"] = 55.79, ["longitude"] = "49.12", ["title"] = "Дом" });

        var parts = (await Read()).Select(e => Assert.Single(e.Parts)).ToList();
        Assert.Equal((PartTypes.Unsupported, "POLL", "Как вам?"), (parts[0].Type, parts[0].ChannelType, parts[0].Text));
        Assert.Equal((PartTypes.Unsupported, "MYSTERY", "[MYSTERY]"), (parts[1].Type, parts[1].ChannelType, parts[1].Text));
        Assert.Equal(new Place(55.79, 49.12, Title: "Дом"), parts[2].Location);
    }

    [Theory]
    [InlineData(JivoIdForm.AsDescribed)]
    [InlineData(JivoIdForm.Numbers)]
    [InlineData(JivoIdForm.Mixed)]
    public async Task Ids_and_times_mean_the_same_as_strings_and_as_numbers(JivoIdForm form)
    {
        jivo.IdForm = form;
        var chat = jivo.OpenChat();
        for (var i = 0; i < 4; i++) jivo.ClientWrites(chat, $"{i}");

        var events = await Read();
        Assert.Equal(["0", "1", "2", "3"], events.Select(e => e.Parts[0].Text));
        Assert.All(events, e => Assert.Equal(($"{chat.ClientId}:{chat.Id}", chat.ClientId, true), (e.Thread, e.UserId, e.OccurredAt is not null)));
    }

    [Fact]
    public async Task Under_repetitions_cuts_and_a_random_order_every_message_counts_once()
    {
        jivo.Delivery.Disturbance = new Disturbance { DuplicateShare = 0.3, CutShare = 0.2, ReorderWindow = 40 };
        var chats = Enumerable.Range(0, 20).Select(_ => jivo.OpenChat()).ToArray();
        for (var i = 0; i < 600; i++) jivo.ClientWrites(chats[i % chats.Length], $"{i}");

        var events = await Read();
        Assert.Equal(Enumerable.Range(0, 600), events.Select(e => int.Parse(e.Parts[0].Text!, System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.True(hook.Calls > 700);
        Assert.Empty(jivo.Handoffs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("new-secret/more")]
    public async Task Whoever_does_not_know_the_secret_is_not_heard_and_the_client_goes_to_an_agent(string rest)
    {
        jivo.Bot.Address = hook.Url(rest);
        var chat = jivo.OpenChat();
        jivo.ClientWrites(chat, "Есть кто?");
        await jivo.WhenDelivered(Patience);

        Assert.Empty(hook.Taken);
        Assert.Equal([403, 403, 403], hook.Answers);
        Assert.Equal(chat.Id, Assert.Single(jivo.Handoffs).ChatId);
    }

    [Theory]
    [InlineData("new-secret")]
    [InlineData("old-secret")]
    [InlineData("new-secret/")]
    public async Task The_platforms_own_secrets_are_taken_as_well(string rest)
    {
        jivo.Bot.Address = hook.Url(rest);
        jivo.ClientWrites(jivo.OpenChat(), "Есть кто?");

        Assert.Single(await Read());
    }

    [Fact]
    public async Task A_bot_of_another_account_is_not_heard_where_the_account_is_named()
    {
        var access = Connections.To(jivo.Address.ToString(), jivo.Bot.ProviderId, jivo.Bot.Token, $"{jivo.Bot.SiteId}");
        await using var own = await HookServer.Start(access);
        var stranger = jivo.AddBot(own.Url(jivo.Bot.Token));
        jivo.Bot.Address = own.Url(jivo.Bot.Token);
        jivo.ClientWrites(jivo.OpenChat(), "Свой");
        jivo.ClientWrites(jivo.OpenChat("Пётр", stranger), "Чужой");
        await jivo.WhenDelivered(Patience);

        Assert.Equal("Свой", Assert.Single(own.Read()).Parts[0].Text);
        Assert.Single(jivo.Handoffs);
    }

    [Fact]
    public async Task What_is_not_JSON_is_refused_and_an_empty_object_is_not()
    {
        using var http = new HttpClient();
        async Task<(HttpStatusCode, string)> Post(string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
            using var response = await http.PostAsync(hook.Url(jivo.Bot.Token), content);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await Post("event=CLIENT_MESSAGE")).Item1);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("[1]")).Item1);
        Assert.Equal((HttpStatusCode.OK, "{}"), await Post("{}"));
        Assert.Equal(ChannelEventTypes.Unknown, Assert.Single(hook.Read()).Type);
    }

    private async Task<IReadOnlyList<Inbound>> Read()
    {
        await jivo.WhenDelivered(Patience);
        return hook.Read();
    }

    private static string? Told(MessagePart part, string name) => part.Data!.Value.GetProperty(name).GetString();
}
