using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.JivoSite.Events;
using Sentralix.Connectors.JivoSite.Sending;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts;

namespace Sentralix.Connectors.JivoSite.Wire;

/// <summary>Asks Jivo for an agent. What it comes to is told by events: an agent joined, or nobody is there.</summary>
internal static class AgentInvitation
{
    public const string EventName = "INVITE_AGENT";

    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(10);

    /// <param name="access">The connection.</param>
    /// <param name="thread">The chat.</param>
    /// <param name="key">The same in every attempt, so that a repetition can be told where Jivo looks at it.</param>
    /// <param name="cancellation">Cancels before the first byte.</param>
    public static async Task<SendOutcome> Send(Access access, string thread, string key, CancellationToken cancellation)
    {
        if (ChatThread.Parse(thread) is not { } chat) return Refused(ChannelErrors.ContentRejected, "The conversation's name is not one of Jivo's.");
        if (BotEndpoint.Of(access) is not { } endpoint) return Refused(ChannelErrors.Unauthorized, "The provider's id or the token is missing.");
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"jivosite\ninvite\n{key}")).AsSpan(0, 16), bigEndian: true).ToString();
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new Invitation(EventName, id, chat.Client, chat.Chat), SentralixJson.Options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = content };
        return Outcomes.Of(await Exchange.Make(access.Http, request, CallTime, endpoint.Redact, cancellation), id, endpoint.Redact);
    }

    private static SendOutcome.Refused Refused(string code, string words) => new(new(code, null, words));

    private sealed record Invitation(string Event, string Id, string ClientId, string ChatId);
}
