namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Media by address: Telegram fetches it itself. The stand-in goes no further than this machine's loopback.</summary>
internal static class WebFile
{
    private const int LargestPhoto = 5 * 1024 * 1024;
    private const int LargestOther = 20 * 1024 * 1024;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseContentBufferSize = LargestOther,
    };

    public static async Task<(byte[] Content, string? Mime, ApiAnswer? Refusal)> Fetch(StandInHome home, string address, string kind, CancellationToken aborted)
    {
        // A sandbox calls its connection's hook and nothing else.
        if (home.WayOut is not null || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !uri.IsLoopback) return Failed();
        try
        {
            using var response = await Http.GetAsync(uri, aborted);
            if (!response.IsSuccessStatusCode) return Failed();
            var mime = response.Content.Headers.ContentType?.MediaType;
            var content = await response.Content.ReadAsByteArrayAsync(aborted);
            if (kind is "photo" && content.Length > LargestPhoto) return Failed();
            return kind is "photo" && mime?.StartsWith("image/", StringComparison.Ordinal) != true
                ? ([], null, ApiAnswer.Bad("wrong type of the web page content"))
                : (content, mime, null);
        }
        catch (Exception broken) when (broken is HttpRequestException || (broken is OperationCanceledException && !aborted.IsCancellationRequested))
        {
            return Failed();
        }
    }

    private static (byte[] Content, string? Mime, ApiAnswer? Refusal) Failed() => ([], null, ApiAnswer.Bad("failed to get HTTP URL content"));
}
