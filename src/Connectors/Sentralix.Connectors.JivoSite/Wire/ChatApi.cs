using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.JivoSite.Wire;

/// <summary>Jivo's Chat API, in which we are a channel: its agents answer our contacts. The random part of the address that Jivo gave is all
/// the proof there is, so the address is never shown.</summary>
internal sealed class ChatApi
{
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(15);

    private readonly Uri address;

    private ChatApi(Uri address) => this.address = address;

    /// <summary>The channel of a connection; null: it has no address.</summary>
    public static ChatApi? Of(Access access) => IsAddress(access.Secrets.GetValueOrDefault(JivoSiteForm.ChannelUrl)) is { } url ? new(url) : null;

    /// <summary>An address as Jivo gives it; null: it is none.</summary>
    public static Uri? IsAddress(string? address) =>
        FieldChecks.Address(address ?? "") is null && Uri.TryCreate(address!.TrimEnd('/'), UriKind.Absolute, out var url) && url.Segments.Length >= 3 ? url : null;

    /// <summary>Whose it is. The address cannot be had from it.</summary>
    /// <exception cref="ChannelException">Jivo does not know the address, or cannot be reached.</exception>
    public async Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address.AbsoluteUri}/status");
        var exchange = await Exchange.Make(access.Http, request, CallTime, Redact, cancellation);
        var status = exchange is Exchange.Answered { Status: 200 } answered ? Encoding.UTF8.GetString(answered.Body).Trim() : null;

        // Of a channel that was removed it is said that nobody is there, as at night.
        if (status is "0" or "1") return new($"desk:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)), 0, 8)}", "Chat API");
        throw new ChannelException(exchange switch
        {
            Exchange.Answered { Status: >= 400 and < 500 and not 429 } refused => new(ChannelErrors.Unauthorized, $"{refused.Status}", "Jivo does not know the channel's address."),
            Exchange.Answered other => new(ChannelErrors.Network, $"{other.Status}", $"HTTP {other.Status} instead of the channel's status."),
            Exchange.NotSent notSent => new(ChannelErrors.Network, null, notSent.Words),
            Exchange.Lost lost => new(ChannelErrors.Network, null, lost.Words),
            _ => new(ChannelErrors.Network, null, "No answer."),
        });
    }

    /// <summary>Tells the agents.</summary>
    public async Task<SendOutcome> Tell(Access access, DeskWords words, CancellationToken cancellation)
    {
        var body = new Parcel(new(words.ConversationId, words.ContactName), new(words.Text is null ? "stop" : "text", words.MessageId, words.Text));
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, SentralixJson.Options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        return Of(await Exchange.Make(access.Http, request, CallTime, Redact, cancellation), words.MessageId);
    }

    // 2xx is taken and 4xx is not to be repeated; anything else was not accepted, and comes again.
    private static SendOutcome Of(Exchange exchange, string id) => exchange switch
    {
        Exchange.Answered { Status: >= 200 and < 300 } => new SendOutcome.Sent(id),
        Exchange.Answered { Status: 429 } many => new SendOutcome.Again(new(ChannelErrors.RateLimited, "429", "Jivo asks to wait."), many.RetryAfter),
        Exchange.Answered { Status: >= 400 and < 500 } refused => new SendOutcome.Refused(new(ChannelErrors.ContentRejected, $"{refused.Status}", Words(refused.Body))),
        Exchange.Answered other => new SendOutcome.Again(new(ChannelErrors.Network, $"{other.Status}", $"HTTP {other.Status}."), other.RetryAfter),
        Exchange.NotSent notSent => new SendOutcome.Again(new ChannelError(ChannelErrors.Network, null, notSent.Words)),
        Exchange.Lost lost => new SendOutcome.Unknown(new(ChannelErrors.Network, null, lost.Words)),
        _ => throw new InvalidOperationException("A call has no other outcomes."),
    };

    private static string Words(byte[] body) => Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 400));

    private string Redact(string words) => words.Replace(address.AbsolutePath, "/***", StringComparison.OrdinalIgnoreCase);

    private sealed record Parcel(Parcel.Who Sender, Parcel.What Message)
    {
        internal sealed record Who(string Id, string? Name);

        internal sealed record What(string Type, string Id, string? Text);
    }
}
