using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Avito.Wire;

/// <summary>Avito's refusals in the platform's words.</summary>
internal static class Trouble
{
    /// <summary>Media that Avito has no more, or does not give to this account.</summary>
    public const string MediaExpired = "media_expired";

    // Where the tariff lacks the messenger, 403 is met beside the 402 that is described; then only the words tell.
    private static readonly string[] OfTariff = ["tariff", "subscription", "payment", "purchas", "not paid", "тариф", "подписк", "оплат"];

    public static ChannelError Network(string words) => new(ChannelErrors.Network, null, words);

    public static ChannelError Of(Answer answer) => answer switch
    {
        Answer.Failed failed => new(CodeOf(failed), failed.Status.ToString(CultureInfo.InvariantCulture), WordsOf(failed)),
        Answer.Broken broken => new(ChannelErrors.Network, broken.Status.ToString(CultureInfo.InvariantCulture), broken.Words),
        Answer.Page page => OfPage(page.Status),
        Answer.NotTaken turned => turned.Error,
        Answer.Lost lost => Network(lost.Words),
        _ => Network("Avito's answer cannot be read."),
    };

    public static ChannelError OfPage(int status) => new(
        ChannelErrors.Network,
        status.ToString(CultureInfo.InvariantCulture),
        $"Avito answered HTTP {status} with a page instead of JSON: its firewall may have blocked the address that this server calls from. Calls need one fixed address of good repute.");

    public static bool IsOfTariff(Answer.Failed failed) => failed.Status == 402 || (failed.Status == 403 && OfTariff.Any(word => failed.Words.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static string CodeOf(Answer.Failed failed) => failed.Status switch
    {
        _ when IsOfTariff(failed) => ChannelErrors.Suspended,
        401 or 403 => ChannelErrors.Unauthorized,
        429 => ChannelErrors.RateLimited,
        < 400 or 408 => ChannelErrors.Network,
        _ => ChannelErrors.ContentRejected,
    };

    private static string WordsOf(Answer.Failed failed) => IsOfTariff(failed) ? $"The account's Avito tariff does not include the messenger's API: {failed.Words}" : failed.Words;
}
