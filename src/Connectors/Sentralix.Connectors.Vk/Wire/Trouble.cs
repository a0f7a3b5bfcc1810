using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Vk.Wire;

/// <summary>VK's refusals in the platform's words. The numbers are those of VK's list of errors.</summary>
internal static class Trouble
{
    /// <summary>The key lacks rights, or the community does not allow what is asked.</summary>
    public const string Forbidden = "forbidden_connection";

    /// <summary>Too many messages to one person.</summary>
    public const string FloodOfRecipient = "flood_recipient";

    /// <summary>Media that VK has no more.</summary>
    public const string MediaExpired = "media_expired";

    public const int TooManyCalls = 6;
    public const int Flood = 9;
    public const int MethodQuota = 29;
    public const int BadParameter = 100;
    public const int TooBig = 910;
    public const int TooLong = 914;
    public const int BadKeyboard = 911;
    public const int BotAbilitiesOff = 912;
    public const int TooOldToEdit = 909;
    public const int NotDeletable = 924;
    public const int UnknownReaction = 1009;
    public const int ReactionOff = 1010;

    public static ChannelError Network(string words) => new(ChannelErrors.Network, null, words);

    public static ChannelError Of(Answer answer) => answer switch
    {
        Answer.Failed failed => new(CodeOf(failed.Code), failed.Code.ToString(CultureInfo.InvariantCulture), failed.Words),
        Answer.NotTaken { Status: 429 } turned => new(ChannelErrors.RateLimited, "429", turned.Words),
        Answer.NotTaken turned => Network(turned.Words),
        Answer.Lost lost => Network(lost.Words),
        _ => Network("An answer that cannot be read."),
    };

    /// <summary>Whether the trouble passes by itself, so that the same call is worth repeating.</summary>
    public static bool Passes(ChannelError error) => error.Code is ChannelErrors.RateLimited or ChannelErrors.Network or FloodOfRecipient;

    private static string CodeOf(int code) => code switch
    {
        // The key is not valid, of another kind, or the application's.
        5 or 27 or 28 => ChannelErrors.Unauthorized,

        // Rights; a captcha, a check of the account or a confirmation, which no program can pass.
        7 or 14 or 15 or 17 or 20 or 24 or 203 => Forbidden,
        TooManyCalls or MethodQuota => ChannelErrors.RateLimited,
        Flood => FloodOfRecipient,

        // Unknown error, internal error, timeout, section off for a while.
        1 or 10 or 36 or 43 => ChannelErrors.Network,

        // Blocked, never allowed, closed by privacy, chat left or gone or disabled, window of answering over.
        900 or 901 or 902 or 917 or 922 or 925 or 927 or 945 or 950 => ChannelErrors.RecipientUnreachable,
        _ => ChannelErrors.ContentRejected,
    };
}
