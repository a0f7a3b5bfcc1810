using System.Text;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>A file inside a request: <c>data:image/png;base64,…</c>.</summary>
internal readonly ref struct DataUrl(string mediaType, ReadOnlySpan<byte> base64)
{
    /// <summary>In lower case, without parameters.</summary>
    public string MediaType { get; } = mediaType;

    /// <summary>The content, still in base64.</summary>
    public ReadOnlySpan<byte> Base64 { get; } = base64;

    public static bool Is(ReadOnlySpan<byte> url) => url.Length >= 5 && Ascii.EqualsIgnoreCase(url[..5], "data:"u8);

    /// <returns>False: it is not one, or not in base64.</returns>
    public static bool TryRead(ReadOnlySpan<byte> url, out DataUrl data)
    {
        data = default;
        if (!Is(url)) return false;
        var comma = url.IndexOf((byte)',');
        if (comma < 0) return false;
        var head = url["data:".Length..comma];
        if (!head.EndsWith(";base64"u8)) return false;
        var type = head[..^";base64".Length];
        var parameters = type.IndexOf((byte)';');
        if (parameters >= 0) type = type[..parameters];
        data = new DataUrl(Encoding.ASCII.GetString(type).ToLowerInvariant(), url[(comma + 1)..]);
        return true;
    }
}
