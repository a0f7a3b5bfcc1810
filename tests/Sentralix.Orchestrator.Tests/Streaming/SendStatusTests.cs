using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Conversations;

namespace Sentralix.Orchestrator.Tests.Streaming;

public sealed class SendStatusTests
{
    [Theory]
    [InlineData(SendStatus.Queued, SendStatus.Sent, true)]
    [InlineData(SendStatus.Sent, SendStatus.Read, true)]
    [InlineData(SendStatus.Read, SendStatus.Delivered, false)]
    [InlineData(SendStatus.Sent, SendStatus.Sending, false)]
    [InlineData(SendStatus.Uncertain, SendStatus.Sent, true)]
    [InlineData(SendStatus.Sent, SendStatus.Uncertain, false)]
    [InlineData(SendStatus.Delivered, SendStatus.Failed, false)]
    [InlineData(SendStatus.Sent, SendStatus.Sent, false)]
    public void A_status_rises_and_never_goes_down(SendStatus now, SendStatus next, bool may) =>
        Assert.Equal(may, ((SendStatus?)now).MayBecome(next));
}
