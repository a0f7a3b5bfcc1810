using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Events;

/// <summary>What Jivo's webhooks tell of chats and calls.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly JivoStandIn jivo = new();
    private HookServer hook = null!;
    private JivoChat chat = null!;

    public async ValueTask InitializeAsync()
    {
        await jivo.Start();
        jivo.Delivery.Pace = 0.02;
        hook = await HookServer.Start(Connections.To(jivo));
        jivo.WebhooksAddress = hook.Url(jivo.Bot.Token);
        chat = jivo.OpenChat();
    }

    public async ValueTask DisposeAsync()
    {
        await jivo.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task An_agent_who_takes_the_chat_has_control_of_it()
    {
        Assert.Null((await jivo.ChatAccepted(chat)).Complaint);

        var told = Assert.Single(hook.Read());
        Assert.Equal((ChannelEventTypes.MessageEcho, true, $":{chat.Id}", null), (told.Type, told.IsHuman, told.ThreadEnd, told.UserId));
        Assert.Equal("Олег", Assert.Single(told.Parts).Data!.Value.GetProperty("agent_name").GetString());
        Assert.Equal(new ConversationContext { Page = new("https://shop.example/cart", "Магазин") }, told.Context);
    }

    [Fact]
    public async Task The_end_of_a_chat_is_told_with_what_the_client_thought_of_it()
    {
        Assert.Null((await jivo.ChatFinished(chat, "positive")).Complaint);

        var told = Assert.Single(hook.Read());
        Assert.Equal((ChannelEventTypes.ConversationStopped, "chat_finished"), (told.Type, told.Reason));
        Assert.Equal(("positive", "Олег"), (told.Parts[0].Data!.Value.GetProperty("rate").GetString(), told.Parts[0].Data!.Value.GetProperty("agents").GetString()));
    }

    [Fact]
    public async Task What_is_written_while_nobody_is_there_is_kept_for_people_and_starts_no_turn()
    {
        Assert.Null((await jivo.OfflineMessage(chat, "Перезвоните мне")).Complaint);

        var told = Assert.Single(hook.Read());
        Assert.Equal((ChannelEventTypes.MessageReceived, true, chat.ClientId, null), (told.Type, told.IsLate, told.UserId, told.ThreadEnd));
        Assert.StartsWith("offline:", told.Thread, StringComparison.Ordinal);
        Assert.Equal("Перезвоните мне", told.Parts[0].Text);
    }

    [Fact]
    public async Task Contacts_that_become_known_are_told_and_prove_nothing()
    {
        Assert.Null((await jivo.ChatUpdated(chat, "+79990000001")).Complaint);

        var told = Assert.Single(hook.Read());
        var card = Assert.Single(told.Parts).Contact!;
        Assert.Equal((ChannelEventTypes.ConversationUpdated, "chat_updated", "Ирина"), (told.Type, told.Reason, told.UserName));
        Assert.Equal(("Ирина", "+79990000001", false), (card.Name, Assert.Single(card.Phones), card.Verified));
    }

    [Fact]
    public async Task A_call_is_told_state_by_state_and_its_recording_is_media_whose_address_nobody_sees()
    {
        Assert.Null((await jivo.CallEvent(chat, "incoming", "start")).Complaint);
        Assert.Null((await jivo.CallEvent(chat, "incoming", "end", new Uri("https://files.jivosite.example/r/1.mp3"))).Complaint);

        var told = hook.Read();
        Assert.Equal(["call_start", "call_end"], told.Select(call => call.Reason));
        Assert.Empty(told[0].Media);
        Assert.Equal((PartTypes.Call, PartTypes.Audio), (told[1].Parts[0].Type, told[1].Parts[1].Type));
        Assert.Equal("https://files.jivosite.example/r/1.mp3", told[1].Media[1].Reference);
        Assert.DoesNotContain("files.jivosite", string.Concat(told[1].Parts.Select(part => $"{part.Text}{part.Data}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_comes_twice_is_one_and_another_chats_is_another()
    {
        await jivo.ChatAssigned(chat, new Uri("https://crm.example/7"));
        await jivo.ChatAssigned(chat, new Uri("https://crm.example/7"));
        await jivo.ChatAssigned(jivo.OpenChat(), new Uri("https://crm.example/7"));

        Assert.Equal(3, hook.Calls);
        Assert.Equal(2, hook.Taken.Count);
        Assert.All(hook.Taken, update => Assert.False(update.WantsAnswer));
    }

    [Theory]
    [InlineData("""{"event_name":"chat_dreamed","chat_id":4102}""", "chat_dreamed")]
    [InlineData("""{"event_name":"call_event","chat_id":4102}""", "call_event")]
    [InlineData("""{"event_name":"offline_message","offline_message_id":"7"}""", "offline_message")]
    public void What_is_not_known_is_stored_under_jivos_name_of_it(string body, string name)
    {
        var channel = new JivoSiteChannel(TimeProvider.System);
        var taken = Assert.IsType<HookReading.Updates>(channel.ReadHook(Connections.To(jivo), new(_ => null, "new-secret", Connections.Bytes(body))));
        Assert.Equal("""{"result":"ok"}""", taken.Answer);
        var told = Assert.Single(channel.Read(Connections.To(jivo), Assert.Single(taken.Items).Body));
        Assert.Equal((ChannelEventTypes.Unknown, name), (told.Type, told.Reason));
    }

    [Fact]
    public async Task Without_the_secret_nothing_is_taken()
    {
        jivo.WebhooksAddress = hook.Url("somebody-elses-secret");
        Assert.NotNull((await jivo.ChatAccepted(chat)).Complaint);
        Assert.Empty(hook.Taken);
    }
}
