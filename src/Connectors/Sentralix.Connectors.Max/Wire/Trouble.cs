using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Max.Wire;

/// <summary>MAX's refusals in the platform's words.</summary>
internal static class Trouble
{
    /// <summary>MAX's code of a token that is not valid.</summary>
    public const string NoToken = "verify.token";

    /// <summary>MAX's code of a person who never started the bot, or has stopped it.</summary>
    public const string ChatDenied = "chat.denied";

    /// <summary>MAX's code of an upload that is still being processed.</summary>
    public const string NotReady = "attachment.not.ready";

    /// <summary>Media that can be sent in a moment.</summary>
    public const string MediaNotReady = "media_not_ready";

    /// <summary>Media that MAX has no more.</summary>
    public const string MediaExpired = "media_expired";

    public static ChannelError Network(string words) => new(ChannelErrors.Network, null, words);

    /// <summary>Of a call of the bot as a whole: what is forbidden to it there is forbidden everywhere.</summary>
    public static ChannelError Of(Answer answer) => Of(answer, ChannelErrors.Suspended, ChannelErrors.ContentRejected);

    /// <summary>Of a call in one chat: what is forbidden or not found there says nothing about others.</summary>
    public static ChannelError OfChat(Answer answer) => Of(answer, ChannelErrors.RecipientUnreachable, ChannelErrors.RecipientUnreachable);

    private static ChannelError Of(Answer answer, string forbidden, string notFound) => answer switch
    {
        Answer.Failed failed => new(
            failed.Status switch
            {
                401 => ChannelErrors.Unauthorized,
                403 => forbidden,
                404 => notFound,
                429 => ChannelErrors.RateLimited,
                >= 500 => ChannelErrors.Network,
                _ when failed.Code == NotReady => MediaNotReady,
                _ => ChannelErrors.ContentRejected,
            },
            failed.Code.Length > 0 ? failed.Code : failed.Status.ToString(CultureInfo.InvariantCulture),
            failed.Message),
        Answer.NotTaken { Status: 429 } turned => new(ChannelErrors.RateLimited, "429", turned.Words),
        Answer.NotTaken turned => Network(turned.Words),
        Answer.Lost lost => Network(lost.Words),
        _ => Network("An answer that cannot be read."),
    };
}
