using System.Text.Json;
using Sentralix.Contracts;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>How media of a message is found again.</summary>
/// <param name="Kind">MAX's type of the attachment.</param>
/// <param name="Url">Where the bytes were when the message came; such addresses expire.</param>
/// <param name="Token">MAX's name of the file.</param>
/// <param name="Mid">The message that it came with, which tells a fresh address.</param>
internal sealed record MediaReference(string Kind, string? Url, string? Token, string? Mid)
{
    public string Write() => JsonSerializer.Serialize(this, SentralixJson.Options);

    /// <summary>Null: it is none.</summary>
    public static MediaReference? Read(string reference)
    {
        try
        {
            return JsonSerializer.Deserialize<MediaReference>(reference, SentralixJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
