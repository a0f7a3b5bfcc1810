using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Updates;

/// <summary>How media are named until they are fetched: pictures have an address, of voice only an id is told, for which an address is asked
/// when it is needed, because it lives for an hour.</summary>
internal static class MediaReference
{
    private const string VoiceMark = "voice:";
    private const string PictureMark = "image:";

    public static InboundMedia Voice(string id) => new(VoiceMark + id, id);

    public static InboundMedia Picture(string address) => new(PictureMark + address);

    /// <summary>The voice's id; null: it is no voice.</summary>
    public static string? VoiceOf(string reference) => reference.StartsWith(VoiceMark, StringComparison.Ordinal) ? reference[VoiceMark.Length..] : null;

    /// <summary>The picture's address; null: it has none that can be opened.</summary>
    public static Uri? PictureOf(string reference) => reference.StartsWith(PictureMark, StringComparison.Ordinal) ? Web(reference[PictureMark.Length..]) : null;

    /// <summary>An address of the web; null: it is none.</summary>
    public static Uri? Web(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null;
}
