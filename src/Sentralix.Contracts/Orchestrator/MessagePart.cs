using System.Text.Json;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Contracts.Orchestrator;

/// <summary>A part of a message. <see cref="Type"/> says which of the other fields it has; readers ignore types and fields they do not know.</summary>
public sealed record MessagePart
{
    /// <summary>The longest text of a part, in characters.</summary>
    public const int MaxText = 32_000;

    /// <summary>One of <see cref="PartTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>In <c>text</c>: what is said. In parts with media: the caption. In <c>button</c>: the button's label. In <c>unsupported</c> and
    /// <c>system</c>: what to show instead.</summary>
    public string? Text { get; init; }

    /// <summary>How stretches of <see cref="Text"/> look; in UTF-16 code units.</summary>
    public IReadOnlyList<TextSpan>? Spans { get; init; }

    /// <summary>The stored bytes of a file or media: <c>file_…</c>; null while they are being fetched, and where they never came.</summary>
    public string? FileId { get; init; }

    /// <summary>What the channel says about the bytes.</summary>
    public MediaDetails? Media { get; init; }

    /// <summary>In <c>location</c>.</summary>
    public Place? Location { get; init; }

    /// <summary>In <c>contact</c>.</summary>
    public ContactCard? Contact { get; init; }

    /// <summary>In <c>link</c> and <c>item</c>.</summary>
    public LinkPreview? Link { get; init; }

    /// <summary>In <c>card</c>.</summary>
    public Card? Card { get; init; }

    /// <summary>In <c>carousel</c>: 1–10 cards that are shown in a row.</summary>
    public IReadOnlyList<Card>? Cards { get; init; }

    /// <summary>In a press of a <c>button</c> on the web: its place among the message's buttons that open no page, from 1, those of its cards first. Left
    /// out: the label says which.</summary>
    public int? Number { get; init; }

    /// <summary>In <c>button</c>, <c>call</c>, <c>system</c> and <c>data</c>: the value behind it, any JSON up to 4 KB.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>In <c>unsupported</c>: the channel's own name of it.</summary>
    public string? ChannelType { get; init; }

    /// <summary>In <c>unsupported</c>: the connector's name of the update that it came in. Who has the scope <c>channels:raw</c> reads it there.</summary>
    public string? Raw { get; init; }

    /// <summary>A text part.</summary>
    public static MessagePart OfText(string text) => new() { Type = PartTypes.Text, Text = text };

    /// <summary>Names every fault of a list of parts that a sender may give: texts, files with or without a caption, and (but for
    /// contacts) cards.</summary>
    /// <param name="faults">Where they are named.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="presses">Whether it is a contact who sends: a press of a button may be among them, and no card.</param>
    public static void Validate(Faults faults, IReadOnlyList<MessagePart> parts, bool presses = false)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(parts);
        faults.When(parts.Count is < 1 or > 20, "parts", "must have 1 to 20 items");
        faults.When(!presses && parts.Sum(part => part is null ? 0 : Card.Of(part).Count) > Card.Most, "parts", $"must have at most {Card.Most} cards in all");
        for (var i = 0; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case null:
                    faults.Add($"parts[{i}]", "must not be null");
                    break;
                case { Type: PartTypes.Text } text:
                    faults.Text($"parts[{i}].text", text.Text ?? "", MaxText);
                    break;
                case { Type: PartTypes.File or PartTypes.Image or PartTypes.Video or PartTypes.Audio or PartTypes.Voice } file:
                    faults.When(!Ids.IsValid("file", file.FileId), $"parts[{i}].file_id", "must be the id of a file");
                    faults.Text($"parts[{i}].text", file.Text, MaxText, required: false);
                    break;
                case { Type: PartTypes.Button } button when presses:
                    faults.Text($"parts[{i}].text", button.Text ?? "", KeyboardButton.MaxLabel);
                    faults.When(button.Data is not null, $"parts[{i}].data", "must be left out: a button's value is known here");
                    faults.When(button.Number < 1, $"parts[{i}].number", "must be 1 or more");
                    break;
                case { Type: PartTypes.Card or PartTypes.Carousel } cards when !presses:
                    Card.ValidatePart(faults, $"parts[{i}]", cards);
                    break;
                default:
                    faults.Add($"parts[{i}].type", $"must be text, file, image, video, audio, voice{(presses ? " or button" : ", card or carousel")}");
                    break;
            }
        }
    }
}

/// <summary>The types of parts.</summary>
public static class PartTypes
{
    /// <summary>Text.</summary>
    public const string Text = "text";

    /// <summary>A document.</summary>
    public const string File = "file";

    /// <summary>A picture.</summary>
    public const string Image = "image";

    /// <summary>A film, also a round one.</summary>
    public const string Video = "video";

    /// <summary>Music or another recording.</summary>
    public const string Audio = "audio";

    /// <summary>What the contact has spoken into the messenger.</summary>
    public const string Voice = "voice";

    /// <summary>A sticker.</summary>
    public const string Sticker = "sticker";

    /// <summary>A moving picture without sound.</summary>
    public const string Animation = "animation";

    /// <summary>A place.</summary>
    public const string Location = "location";

    /// <summary>Somebody's card.</summary>
    public const string Contact = "contact";

    /// <summary>A link with its preview.</summary>
    public const string Link = "link";

    /// <summary>Something to choose, with buttons of its own.</summary>
    public const string Card = "card";

    /// <summary>Several of them in a row.</summary>
    public const string Carousel = "carousel";

    /// <summary>A listing that the conversation is about.</summary>
    public const string Item = "item";

    /// <summary>A call in the channel, such as a missed one.</summary>
    public const string Call = "call";

    /// <summary>A button was pressed.</summary>
    public const string Button = "button";

    /// <summary>The channel itself says something.</summary>
    public const string System = "system";

    /// <summary>Data of a mini application or a form.</summary>
    public const string Data = "data";

    /// <summary>What the platform has no part for; the raw event is kept.</summary>
    public const string Unsupported = "unsupported";
}

/// <summary>How a stretch of text looks.</summary>
/// <param name="Type"><c>bold, italic, underline, strike, spoiler, code, pre, link, mention, quote, heading, highlight, command, emoji</c>.</param>
/// <param name="Offset">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Url">In <c>link</c>.</param>
/// <param name="Language">In <c>pre</c>.</param>
public sealed record TextSpan(string Type, int Offset, int Length, string? Url = null, string? Language = null);

/// <summary>What a channel says about media, before and after the bytes are stored.</summary>
public sealed record MediaDetails
{
    /// <summary>How far the bytes are.</summary>
    public required MediaState State { get; init; }

    /// <summary>Such as <c>image/jpeg</c>.</summary>
    public string? MimeType { get; init; }

    /// <summary>The sender's name of it.</summary>
    public string? FileName { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Shown in a circle.</summary>
    public bool Round { get; init; }

    /// <summary>What the channel itself has understood of speech.</summary>
    public string? Transcript { get; init; }
}

/// <summary>How far media is.</summary>
public enum MediaState
{
    /// <summary>In the channel only.</summary>
    Remote,

    /// <summary>Stored here.</summary>
    Stored,

    /// <summary>Larger than the platform takes.</summary>
    TooLarge,

    /// <summary>The channel has it no more.</summary>
    Expired,

    /// <summary>It could not be fetched.</summary>
    Failed,
}

/// <summary>A place.</summary>
/// <param name="Latitude">Degrees.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="AccuracyM">Metres.</param>
/// <param name="Title">Its name.</param>
/// <param name="Address">Its address.</param>
public sealed record Place(double Latitude, double Longitude, double? AccuracyM = null, string? Title = null, string? Address = null);

/// <summary>Somebody's card.</summary>
/// <param name="Name">The name.</param>
/// <param name="Phones">As the channel gives them.</param>
/// <param name="Vcard">The card in vCard form.</param>
/// <param name="Verified">The channel proves that it is the sender's own number. Only then may contacts be joined on it.</param>
public sealed record ContactCard(string Name, IReadOnlyList<string> Phones, string? Vcard = null, bool Verified = false);

/// <summary>A link, or a listing.</summary>
/// <param name="Url">Where it leads.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it says.</param>
/// <param name="Id">A listing's id in the channel.</param>
/// <param name="Price">A listing's price, as the channel shows it.</param>
public sealed record LinkPreview(string? Url, string? Title = null, string? Description = null, string? Id = null, string? Price = null);
