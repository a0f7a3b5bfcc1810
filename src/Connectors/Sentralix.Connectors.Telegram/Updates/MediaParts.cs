using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Types;
using Message = Telegram.Bot.Types.Message;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>The media of a message.</summary>
internal static class MediaParts
{
    /// <summary>What the public host gives to bots; a private server has no such limit.</summary>
    public const long PublicMost = 20 * 1024 * 1024;

    /// <summary>The media; null: the message has none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="most">The largest that can be fetched.</param>
    public static (MessagePart Part, InboundMedia? Media)? Read(Message message, long most)
    {
        // An animation is also a document, and a moving photo also a photo, for bots that know no better: the special kinds come first.
        if (message.Animation is { } animation)
            return Of(PartTypes.Animation, animation, most, new() { State = MediaState.Remote, MimeType = animation.MimeType, FileName = animation.FileName, Width = animation.Width, Height = animation.Height, DurationMs = animation.Duration * 1000L });
        if (message.LivePhoto is { } live)
        {
            return live.Photo?.MaxBy(size => (long)size.Width * size.Height) is { } still
                ? Picture(still, most)
                : Of(PartTypes.Video, live, most, new() { State = MediaState.Remote, MimeType = live.MimeType, Width = live.Width, Height = live.Height, DurationMs = live.Duration * 1000L });
        }

        if (message.Photo?.MaxBy(size => (long)size.Width * size.Height) is { } largest) return Picture(largest, most);
        if (message.Voice is { } voice)
            return Of(PartTypes.Voice, voice, most, new() { State = MediaState.Remote, MimeType = voice.MimeType ?? "audio/ogg", DurationMs = voice.Duration * 1000L });
        if (message.Audio is { } audio)
            return Of(PartTypes.Audio, audio, most, new() { State = MediaState.Remote, MimeType = audio.MimeType, FileName = audio.FileName ?? audio.Title, DurationMs = audio.Duration * 1000L });
        if (message.Video is { } video)
            return Of(PartTypes.Video, video, most, new() { State = MediaState.Remote, MimeType = video.MimeType, FileName = video.FileName, Width = video.Width, Height = video.Height, DurationMs = video.Duration * 1000L });
        if (message.VideoNote is { } note)
            return Of(PartTypes.Video, note, most, new() { State = MediaState.Remote, MimeType = "video/mp4", Width = note.Length, Height = note.Length, DurationMs = note.Duration * 1000L, Round = true });
        if (message.Sticker is { } sticker)
        {
            var kind = sticker.IsAnimated ? "application/x-tgsticker" : sticker.IsVideo ? "video/webm" : "image/webp";
            return Of(PartTypes.Sticker, sticker, most, new() { State = MediaState.Remote, MimeType = kind, Width = sticker.Width, Height = sticker.Height });
        }

        if (message.Document is { } document)
            return Of(PartTypes.File, document, most, new() { State = MediaState.Remote, MimeType = document.MimeType, FileName = document.FileName });
        return null;
    }

    private static (MessagePart, InboundMedia?) Picture(PhotoSize size, long most) =>
        Of(PartTypes.Image, size, most, new() { State = MediaState.Remote, MimeType = "image/jpeg", Width = size.Width, Height = size.Height });

    private static (MessagePart, InboundMedia?) Of(string type, FileBase file, long most, MediaDetails details)
    {
        var fetchable = file.FileSize is not { } size || size <= most;
        var part = new MessagePart { Type = type, Media = details with { Size = file.FileSize, State = fetchable ? MediaState.Remote : MediaState.TooLarge } };
        return (part, fetchable ? new InboundMedia(file.FileId, file.FileUniqueId) : null);
    }
}
