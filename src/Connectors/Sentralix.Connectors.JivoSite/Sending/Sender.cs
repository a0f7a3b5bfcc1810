using Sentralix.Connectors.JivoSite.Events;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>Sends a segment and says what became of it.</summary>
internal sealed class Sender(TimeProvider clock)
{
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(15);

    public async Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation)
    {
        if (ChatThread.Parse(order.Thread) is not { } thread) return Refused(ChannelErrors.ContentRejected, "The conversation's name is not one of Jivo's.");
        if (BotEndpoint.Of(access) is not { } endpoint) return Refused(ChannelErrors.Unauthorized, "The provider's id or the token is missing.");
        var id = BotMessage.IdOf(order);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = BotMessage.Of(id, thread, Segment.Read(order.Content), clock.GetUtcNow()).Json() };
        return Outcomes.Of(await Exchange.Make(access.Http, request, CallTime, endpoint.Redact, cancellation), id, endpoint.Redact);
    }

    private static SendOutcome.Refused Refused(string code, string words) => new(new ChannelError(code, null, words));
}
