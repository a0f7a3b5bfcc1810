using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Telegram.Wire;

/// <summary>Telegram's refusals in the platform's words. Its descriptions are for people and change; the code decides where it can, and only
/// a 400, which may mean anything, is looked into.</summary>
internal static class Trouble
{
    /// <summary>Media that Telegram has no more, or that this bot cannot have.</summary>
    public const string MediaExpired = "media_expired";

    /// <summary>Media larger than Telegram gives to bots.</summary>
    public const string MediaTooLarge = "media_too_large";

    private static readonly string[] Unreachable =
    [
        "chat not found", "user not found", "peer_id_invalid", "user_is_blocked", "user is deactivated", "input_user_deactivated", "not enough rights", "have no rights",
        "chat_write_forbidden", "chat_restricted", "chat_admin_required", "user_banned_in_channel", "message thread not found", "topic_closed", "topic_deleted",
        "business connection not found", "business_peer_invalid", "business_connection_invalid",
    ];

    public static ChannelError Network(string words) => new(ChannelErrors.Network, null, words);

    public static ChannelError Of(Answer answer) => answer switch
    {
        Answer.Failed failed => new(CodeOf(failed), failed.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), failed.Description),
        Answer.NotTaken { Status: 429 } turned => new(ChannelErrors.RateLimited, "429", turned.Words),
        Answer.NotTaken turned => Network(turned.Words),
        Answer.Lost lost => Network(lost.Words),
        _ => Network("An answer that cannot be read."),
    };

    /// <summary>Files have their own address: there a 404 says that the file is gone, not that the token is wrong.</summary>
    public static ChannelError OfFile(Answer answer) => answer switch
    {
        Answer.Failed { Code: 404 } failed => new(MediaExpired, "404", failed.Description),
        Answer.NotTaken { Status: 404 } turned => new(MediaExpired, "404", turned.Words),
        _ => Of(answer),
    };

    private static string CodeOf(Answer.Failed failed) => failed.Code switch
    {
        // Every method is known to every Bot API server, so what it does not find is the bot.
        401 or 404 => ChannelErrors.Unauthorized,
        403 => ChannelErrors.RecipientUnreachable,
        409 => ChannelErrors.Conflict,
        429 => ChannelErrors.RateLimited,
        >= 500 => ChannelErrors.Network,
        _ when Says(failed, "file is too big") => MediaTooLarge,
        _ when Says(failed, "wrong file_id") || Says(failed, "invalid file_id") || Says(failed, "wrong remote file identifier") || Says(failed, "file is temporarily unavailable") => MediaExpired,
        _ when Unreachable.Any(words => Says(failed, words)) => ChannelErrors.RecipientUnreachable,
        _ => ChannelErrors.ContentRejected,
    };

    public static bool Says(Answer.Failed failed, string words) => failed.Description.Contains(words, StringComparison.OrdinalIgnoreCase);
}
