using System.Globalization;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;

namespace Sentralix.Connectors.JivoSite;

/// <summary>The settings and secrets of a JivoSite connection.</summary>
internal static class JivoSiteForm
{
    /// <summary>The provider's id, which Jivo's support gives. A bot cannot be without it.</summary>
    public const string ProviderId = "provider_id";

    /// <summary>The bot's token: our own, told to Jivo's support. It stands in the addresses of both sides and is all that either is known by.</summary>
    public const string Token = "token";

    /// <summary>The Jivo account whose events alone are taken; left out: any that knows the token.</summary>
    public const string SiteId = "site_id";

    /// <summary>Another server than Jivo's public one, perhaps with a path before <c>/webhooks</c>.</summary>
    public const string ApiBaseUrl = "api_base_url";

    /// <summary>What the connection is: <see cref="BotMode"/> (left out), <see cref="DeskMode"/> or <see cref="EventsMode"/>.</summary>
    public const string Mode = "mode";

    /// <summary>The assistant answers in Jivo's channels (Bot API).</summary>
    public const string BotMode = "bot";

    /// <summary>Jivo's agents answer conversations of other channels (Chat API).</summary>
    public const string DeskMode = "desk";

    /// <summary>Jivo only tells (Webhooks API).</summary>
    public const string EventsMode = "events";

    /// <summary>In <see cref="DeskMode"/>: the address that Jivo gave for the channel. Its random part is a secret.</summary>
    public const string ChannelUrl = "channel_url";

    /// <summary>In <see cref="DeskMode"/>: minutes that the agents may be silent before the assistant goes on.</summary>
    public const string DeskSilence = "desk_silence_min";

    private const int UsualDeskSilence = 60;

    /// <summary>What a connection is.</summary>
    public static string ModeOf(Access access) => access.Settings.GetValueOrDefault(Mode) ?? BotMode;

    /// <summary>How long the agents may be silent; null: the connection is no desk.</summary>
    public static TimeSpan? DeskSilenceOf(Access access) => ModeOf(access) != DeskMode ? null : TimeSpan.FromMinutes(
        access.Settings.TryGetValue(DeskSilence, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : UsualDeskSilence);

    /// <summary>Seconds that a client may wait for the assistant before an agent is called; 0: for ever.</summary>
    public const string AnswerWithin = "answer_within_s";

    private const int UsualAnswerWithin = 45;
    private const int MostAnswerWithin = 600;

    /// <summary>How long a client may wait; null: for ever.</summary>
    public static TimeSpan? AnswerWithinOf(Access access)
    {
        var seconds = access.Settings.TryGetValue(AnswerWithin, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : UsualAnswerWithin;
        return seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
    }

    /// <summary>What is said to a client whom the assistant has not answered yet; left out: nothing.</summary>
    public const string FillerText = "filler_text";

    /// <summary>Seconds after which it is said.</summary>
    public const string FillerAfter = "filler_after_s";

    private const int UsualFillerAfter = 10;
    private const int LongestFiller = 500;

    /// <summary>What is said while the assistant is slow; null: nothing.</summary>
    public static SilenceFiller? FillerOf(Access access)
    {
        if (ModeOf(access) != BotMode || access.Settings.GetValueOrDefault(FillerText) is not { Length: > 0 } text) return null;
        var seconds = access.Settings.TryGetValue(FillerAfter, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : UsualFillerAfter;
        return new(text, TimeSpan.FromSeconds(seconds));
    }

    /// <summary><see cref="On"/>: an agent who takes a chat is shown what is known of the client.</summary>
    public const string CrmCard = "crm_card";

    /// <summary>The page of a conversation, with <see cref="ConversationPlace"/> where its id belongs; left out: there is none.</summary>
    public const string CrmCardUrl = "crm_card_url";

    public const string ConversationPlace = "{conversation_id}";

    private const string On = "on";
    private const string Off = "off";

    /// <summary>Whether an agent is shown what is known.</summary>
    public static bool FillsCard(Access access) => access.Settings.GetValueOrDefault(CrmCard) == On;

    /// <summary>The page of a conversation; null: there is none.</summary>
    public static Uri? PageOf(Access access, string conversation) =>
        access.Settings.GetValueOrDefault(CrmCardUrl) is { Length: > 0 } template ? new Uri(template.Replace(ConversationPlace, Uri.EscapeDataString(conversation), StringComparison.Ordinal)) : null;

    public static ConnectionForm Form { get; } = new(
        new Dictionary<string, FormField>
        {
            [Mode] = new(false, value => value is BotMode or DeskMode or EventsMode ? null : $"must be {BotMode}, {DeskMode} or {EventsMode}"),
            [ProviderId] = new(false, value => BotEndpoint.IsProviderId(value) ? null : "must be the id that Jivo gave the provider: letters, digits, hyphens and underscores"),
            [SiteId] = new(false, value => value.Length is > 0 and <= 40 && value.All(char.IsAsciiLetterOrDigit) ? null : "must be the id of a Jivo account"),
            [ApiBaseUrl] = new(false, FieldChecks.Address),
            [DeskSilence] = new(false, value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= 1440 ? null : "must be a whole number of minutes from 1 to 1440"),
            [AnswerWithin] = new(false, value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostAnswerWithin
                ? null
                : $"must be a whole number of seconds from 0 to {MostAnswerWithin}"),
            [CrmCard] = new(false, value => value is On or Off ? null : $"must be {On} or {Off}"),
            [CrmCardUrl] = new(false, value => value.Contains(ConversationPlace, StringComparison.Ordinal)
                && Uri.TryCreate(value.Replace(ConversationPlace, "id", StringComparison.Ordinal), UriKind.Absolute, out var page) && page.Scheme is "https" or "http"
                ? null
                : $"must be an http or https address with {ConversationPlace} in it"),
            [FillerText] = new(false, value => string.IsNullOrWhiteSpace(value) || value.Length > LongestFiller ? $"must have 1 to {LongestFiller} characters" : null),
            [FillerAfter] = new(false, value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MostAnswerWithin
                ? null
                : $"must be a whole number of seconds from 1 to {MostAnswerWithin}"),
        },
        new Dictionary<string, FormField>
        {
            // Whoever knows the token can write in a client's name and to any client: it is to be as hard to guess as a key.
            [Token] = new(true, value => BotEndpoint.IsToken(value)
                ? null
                : $"must be {BotEndpoint.ShortestToken} to {BotEndpoint.LongestToken} random letters, digits, hyphens, dots, underscores and tildes, without spaces")
            {
                IsShownToHook = true,
            },
            [ChannelUrl] = new(false, value => ChatApi.IsAddress(value) is null ? "must be the address that Jivo gave for the channel, such as https://wh.jivosite.com/…/…" : null),
        });
}
