using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.Connectors.JivoSite.Events;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>Asks Jivo for an agent. Whether one comes is told by an event.</summary>
internal sealed record Invitation(string Event, string Id, string ClientId, string ChatId)
{
    public const string EventName = "INVITE_AGENT";

    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(15);

    public static async Task<SendOutcome> Send(Access access, string thread, string key, CancellationToken cancellation)
    {
        if (ChatThread.Parse(thread) is not { } chat) return new SendOutcome.Refused(new(ChannelErrors.ContentRejected, null, "The conversation's name is not one of Jivo's."));
        if (BotEndpoint.Of(access) is not { } endpoint) return new SendOutcome.Refused(new(ChannelErrors.Unauthorized, null, "The provider's id or the token is missing."));
        var id = BotMessage.IdOf($"invite\n{key}");
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new Invitation(EventName, id, chat.Client, chat.Chat), SentralixJson.Options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = content };
        return Outcomes.Of(await Exchange.Make(access.Http, request, CallTime, endpoint.Redact, cancellation), id, endpoint.Redact);
    }
}
