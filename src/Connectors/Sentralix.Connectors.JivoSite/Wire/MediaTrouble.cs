using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.JivoSite.Wire;

/// <summary>Why a client's file could not be had.</summary>
internal static class MediaTrouble
{
    /// <summary>Jivo has it no more, or not for us.</summary>
    public const string Expired = "media_expired";

    public static ChannelError Of(Exchange failure) => failure switch
    {
        Exchange.Answered { Status: 401 or 403 or 404 or 410 } gone => new(Expired, Code(gone), $"The file is not to be had: HTTP {gone.Status}."),
        Exchange.Answered { Status: 429 } many => new(ChannelErrors.RateLimited, Code(many), "Too many files were asked for."),
        Exchange.Answered other => new(ChannelErrors.Network, Code(other), $"HTTP {other.Status}."),
        Exchange.NotSent notSent => new(ChannelErrors.Network, null, notSent.Words),
        Exchange.Lost lost => new(ChannelErrors.Network, null, lost.Words),
        _ => throw new InvalidOperationException("A call has no other outcomes."),
    };

    private static string Code(Exchange.Answered answer) => answer.Status.ToString(CultureInfo.InvariantCulture);
}
