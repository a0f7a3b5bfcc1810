using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Jivo;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Sending;

/// <summary>Hand-offs to the account's agents, and what Jivo has no way to do.</summary>
public sealed class InvitationTests : IAsyncLifetime
{
    private readonly JivoStandIn jivo = new();
    private readonly IChannel channel = new JivoSiteChannel(TimeProvider.System);
    private JivoChat chat = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Thread => $"{chat.ClientId}:{chat.Id}";

    public async ValueTask InitializeAsync()
    {
        await jivo.Start();
        chat = jivo.OpenChat();
    }

    public ValueTask DisposeAsync() => jivo.DisposeAsync();

    [Fact]
    public async Task An_agent_is_invited_and_joins()
    {
        jivo.AgentsOnline = true;

        Assert.IsType<SendOutcome.Sent>(await Invite());

        var sent = Assert.Single(jivo.Sent.To(chat.Id));
        Assert.Equal((JivoOperations.InviteAgent, chat.ClientId), (sent.Operation, sent.Body.GetProperty("client_id").GetString()));
        Assert.Equal(JivoChatState.Agent, chat.State);
        Assert.True(channel.Capabilities.HandOff);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    public async Task An_invitation_that_was_cut_is_repeated_under_the_same_id(FaultKind fault)
    {
        jivo.AgentsOnline = true;
        jivo.Faults.Next(new Fault(fault), JivoOperations.InviteAgent);

        Assert.IsType<SendOutcome.Unknown>(await Invite());
        Assert.IsType<SendOutcome.Sent>(await Invite());

        Assert.Single(jivo.Sent.To(chat.Id).Select(s => s.MessageId).Distinct());
        Assert.Equal(JivoChatState.Agent, chat.State);
        Assert.NotEqual(jivo.Sent.All[0].MessageId, Assert.IsType<SendOutcome.Sent>(await channel.HandOff(Connections.To(jivo), Thread, "cnv_1/h2", Cancellation)).ChannelMessageId);
    }

    [Fact]
    public async Task A_chat_that_is_closed_has_nobody_to_invite()
    {
        jivo.CloseChat(chat);

        Assert.Equal(ChannelErrors.ContentRejected, Assert.IsType<SendOutcome.Refused>(await Invite()).Error.Code);
    }

    [Fact]
    public async Task Jivo_changes_nothing_and_takes_nothing_back()
    {
        var access = Connections.To(jivo);

        Assert.Equal(ChannelErrors.NotSupported, Assert.IsType<SendOutcome.Refused>(await channel.Edit(access, new EditOrder(Thread, "1", "{}", "{}"), Cancellation)).Error.Code);
        Assert.Equal(ChannelErrors.NotSupported, Assert.IsType<SendOutcome.Refused>(await channel.Delete(access, Thread, "1", Cancellation)).Error.Code);
        Assert.Equal(ChannelErrors.NotSupported, (await Assert.ThrowsAsync<ChannelException>(() => channel.MarkRead(access, Thread, null, Cancellation))).Error.Code);
        Assert.False(channel.Capabilities.Edit || channel.Capabilities.Delete || channel.Capabilities.MarkRead);
    }

    private Task<SendOutcome> Invite() => channel.HandOff(Connections.To(jivo), Thread, "cnv_1/h1", Cancellation);
}
