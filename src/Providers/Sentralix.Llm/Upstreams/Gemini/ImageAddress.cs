using System.Text;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>The type of an image from the ending of its address.</summary>
internal static class ImageAddress
{
    /// <returns>Null: the ending tells none that Gemini takes.</returns>
    public static string? MediaType(ReadOnlySpan<byte> url)
    {
        var query = url.IndexOfAny("?#"u8);
        var path = query < 0 ? url : url[..query];
        var dot = path.LastIndexOf((byte)'.');
        return dot < 0 || path.LastIndexOf((byte)'/') > dot ? null : Encoding.UTF8.GetString(path[(dot + 1)..]).ToLowerInvariant() switch
        {
            "png" => "image/png",
            "jpg" or "jpeg" => "image/jpeg",
            "webp" => "image/webp",
            "heic" => "image/heic",
            "heif" => "image/heif",
            _ => null,
        };
    }
}
