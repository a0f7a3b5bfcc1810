using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests;

/// <summary>Jivo's agents as a desk for conversations of other channels, by the Chat API.</summary>
public sealed class DeskTests : IAsyncLifetime
{
    private const string Token = "K7pQ2vX9mT4cR8wZ1nB6yD";

    private readonly JivoStandIn jivo = new();
    private readonly JivoSiteChannel channel = new(TimeProvider.System);
    private readonly string conversation = Ids.New("cnv", DateTimeOffset.UnixEpoch);
    private HookServer hook = null!;
    private JivoChannel desk = null!;
    private Access access = null!;

    public async ValueTask InitializeAsync()
    {
        await jivo.Start();
        jivo.Delivery.Pace = 0.02;
        desk = jivo.AddChannel(null);
        access = Connections.To(jivo) with
        {
            Settings = new Dictionary<string, string> { ["mode"] = "desk" },
            Secrets = new Dictionary<string, string> { ["token"] = Token, ["channel_url"] = jivo.ChannelEndpoint(desk).ToString() },
        };
        hook = await HookServer.Start(access);
        desk.Address = hook.Url(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await jivo.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task A_desk_is_known_by_its_address_and_the_address_is_not_told()
    {
        var identity = await channel.Identify(access, default);
        Assert.StartsWith("desk:", identity.Id, StringComparison.Ordinal);
        Assert.DoesNotContain(desk.Name, identity.ToString(), StringComparison.Ordinal);
        Assert.Equal(ChannelErrors.Unauthorized, (await Assert.ThrowsAsync<ChannelException>(() => channel.Identify(access with { Secrets = new Dictionary<string, string> { ["token"] = Token } }, default))).Error.Code);

        var elsewhere = access with { Secrets = new Dictionary<string, string> { ["channel_url"] = $"http://127.0.0.1:1/4f1c9d/{desk.Name}" } };
        var away = (await Assert.ThrowsAsync<ChannelException>(() => channel.Identify(elsewhere, default))).Error;
        Assert.Equal(ChannelErrors.Network, away.Code);
        Assert.DoesNotContain(desk.Name, away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_desk_is_a_desk()
    {
        Assert.Equal(TimeSpan.FromHours(1), channel.Silence(access));
        Assert.Null(channel.Silence(Connections.To(jivo)));
        Assert.Null(channel.Form.Settings["mode"].Check("events"));
        Assert.NotNull(channel.Form.Settings["mode"].Check("both"));
        Assert.NotNull(channel.Form.Secrets["channel_url"].Check("https://wh.jivosite.com/"));
        Assert.StartsWith("events:", (await channel.Identify(access with { Settings = new Dictionary<string, string> { ["mode"] = "events" } }, default)).Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_contact_says_reaches_the_agents_and_so_does_the_end()
    {
        Assert.IsType<SendOutcome.Sent>(await Tell("msg_1", "Соедините с оператором"));
        Assert.IsType<SendOutcome.Sent>(await Tell("msg_2", null));

        var dialog = desk.Dialogs[conversation];
        Assert.Equal([("msg_1", "text", "Соедините с оператором"), ("msg_2", "stop", "")], dialog.Messages.Select(message => (message.Id!, message.Type, message.Text)));
        Assert.Equal("Ирина", dialog.Sender.GetProperty("name").GetString());
        Assert.Empty(jivo.Refused.All);
    }

    [Fact]
    public async Task What_jivo_rejects_is_not_repeated_and_what_it_could_not_take_is()
    {
        jivo.Faults.Next(new Fault(FaultKind.ErrorBefore), JivoOperations.ChannelMessage);
        Assert.IsType<SendOutcome.Again>(await Tell("msg_1", "раз"));
        jivo.Faults.Next(new Fault(FaultKind.CutAfter), JivoOperations.ChannelMessage);
        Assert.IsType<SendOutcome.Unknown>(await Tell("msg_1", "раз"));
        desk.IsRemoved = true;
        Assert.Equal("404", Assert.IsType<SendOutcome.Refused>(await Tell("msg_1", "раз")).Error.ChannelCode);
    }

    [Fact]
    public async Task What_agents_say_is_for_the_conversation_that_they_answer()
    {
        await Tell("msg_1", "Соедините с оператором");
        var dialog = desk.Dialogs[conversation];
        Assert.Equal(200, (await jivo.AgentAnswers(dialog, "Здравствуйте, это Олег")).Status);
        Assert.Equal(200, (await jivo.AgentSendsFile(dialog, new Uri("https://files.jivosite.example/a.pdf"), "счёт.pdf")).Status);
        Assert.Equal(200, (await jivo.AgentTypes(dialog)).Status);
        Assert.Equal(200, (await jivo.AgentStops(dialog)).Status);

        var heard = hook.Read();
        Assert.Equal(
            [ChannelEventTypes.MessageReceived, ChannelEventTypes.MessageReceived, ChannelEventTypes.Unknown, ChannelEventTypes.ConversationStopped], heard.Select(inbound => inbound.Type));
        Assert.All(heard, inbound => Assert.Equal((conversation, conversation, (string?)null), (inbound.IntoConversation, inbound.Thread, inbound.UserId)));
        Assert.Equal("Здравствуйте, это Олег", heard[0].Parts[0].Text);
        Assert.Equal(("счёт.pdf", "https://files.jivosite.example/a.pdf"), (heard[1].Parts[0].Media!.FileName, heard[1].Media[0].Reference));
    }

    [Fact]
    public async Task An_answer_for_a_stranger_is_rejected_for_good()
    {
        Assert.Equal(400, (await jivo.AgentAnswersStranger(desk, "Кто вы?")).Status);
        Assert.Equal((1, 0), (hook.Calls, hook.Taken.Count));
    }

    [Fact]
    public async Task A_bots_address_hears_no_agents_of_the_chat_api()
    {
        await Tell("msg_1", "Соедините с оператором");
        await using var bot = await HookServer.Start(Connections.To(jivo));
        desk.Address = bot.Url(jivo.Bot.Token);
        await jivo.AgentAnswers(desk.Dialogs[conversation], "Здравствуйте");
        Assert.All(bot.Taken, update => Assert.Equal("none", update.Thread));
    }

    private Task<SendOutcome> Tell(string message, string? text) => channel.Tell(access, new(conversation, "Ирина", message, text), default);
}
