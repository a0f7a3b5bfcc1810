using System.Text.Json;
using Sentralix.Connectors.Max.Updates;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;

namespace Sentralix.Connectors.Max;

/// <summary>Opens media of messages. Their addresses expire, and MAX gives fresh ones for as long as the message is there.</summary>
internal static class MediaBytes
{
    // Enough to be understood, and not more than that.
    private static readonly string[] Qualities = ["mp4_720", "mp4_480", "mp4_360", "mp4_1080", "mp4_240", "mp4_144"];

    private static ChannelException Expired => new(new(Trouble.MediaExpired, null, "MAX has no file of this name any more."));

    /// <exception cref="ChannelException">MAX refuses, or cannot be reached.</exception>
    public static async Task<Stream> Open(Access access, string reference, CancellationToken cancellation)
    {
        if (MediaReference.Read(reference) is not { } media) throw Expired;
        var api = new MaxApi(access);
        var (content, failure) = await Open(api, await AddressOf(api, media, cancellation), cancellation);
        if (content is null && IsGone(failure)) (content, failure) = await Open(api, await FreshAddressOf(api, media, cancellation), cancellation);
        return content ?? throw (IsGone(failure) ? Expired : new ChannelException(Trouble.OfChat(api.AnswerOf(failure!))));
    }

    private static async Task<(Stream? Content, Exchange? Failure)> Open(MaxApi api, string? address, CancellationToken cancellation) =>
        api.Outside(address) is { } url ? await api.Open(url, cancellation) : (null, null);

    private static bool IsGone(Exchange? failure) => failure is null or Exchange.Answered { Status: >= 400 and < 500 and not 429 };

    private static async Task<string?> AddressOf(MaxApi api, MediaReference media, CancellationToken cancellation)
    {
        if (media is not { Kind: "video", Token: { } token }) return media.Url;
        if (await api.Call(HttpMethod.Get, $"videos/{Uri.EscapeDataString(token)}", null, cancellation) is not Answer.Ok video) return media.Url;
        var urls = video.Result.Object("urls") ?? default;
        return Qualities.Select(quality => urls.Text(quality)).FirstOrDefault(url => url is not null) ?? media.Url;
    }

    private static async Task<string?> FreshAddressOf(MaxApi api, MediaReference media, CancellationToken cancellation)
    {
        if (media.Mid is not { } mid || await api.Call(HttpMethod.Get, $"messages/{Uri.EscapeDataString(mid)}", null, cancellation) is not Answer.Ok message) return null;
        var bodies = new[] { message.Result.Object("body"), message.Result.Object("link")?.Object("message") };
        return bodies.OfType<JsonElement>()
            .SelectMany(body => body.Items("attachments"))
            .Where(attachment => attachment.Text("type") == media.Kind)
            .Select(attachment => attachment.Object("payload") ?? default)
            .FirstOrDefault(payload => payload.Text("token") == media.Token)
            .Text("url");
    }
}
