namespace Sentralix.Connectors.Messaging.Wire;

/// <summary>What came of a call to a channel's server, by what the network knows of it. What a channel's answer says is for the channel to read.</summary>
public abstract record Exchange
{
    private const int LongestAnswer = 16 * 1024 * 1024;

    private Exchange()
    {
    }

    /// <summary>An answer came, of the channel or of something before it.</summary>
    /// <param name="Status">Its HTTP status.</param>
    /// <param name="Body">Its bytes.</param>
    /// <param name="RetryAfter">What <c>Retry-After</c> says in seconds.</param>
    public sealed record Answered(int Status, byte[] Body, TimeSpan? RetryAfter) : Exchange
    {
        /// <summary>Where it sends the caller. Nobody goes there by himself.</summary>
        public Uri? Location { get; init; }
    }

    /// <summary>The call did not get out: nobody can have done anything with it.</summary>
    /// <param name="Words">Why, without secrets.</param>
    public sealed record NotSent(string Words) : Exchange;

    /// <summary>The call was written, perhaps not completely, and nothing is known of what became of it.</summary>
    /// <param name="Words">Why, without secrets.</param>
    public sealed record Lost(string Words) : Exchange;

    /// <summary>Makes a call. The cancellation counts until the first byte of the body; after it the answer is awaited, so that a send is not
    /// made uncertain by an impatient caller. A call without a body may be cancelled at any time.</summary>
    /// <param name="http">The client.</param>
    /// <param name="request">The call; whoever made it disposes it.</param>
    /// <param name="time">How long the whole may take.</param>
    /// <param name="redact">Takes secrets out of words.</param>
    /// <param name="cancellation">Cancels before the first byte.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte.</exception>
    public static async Task<Exchange> Make(HttpClient http, HttpRequestMessage request, TimeSpan time, Func<string, string> redact, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(request);
        var noted = request.Content is { } body ? new NotedContent(body) : null;
        if (noted is not null) request.Content = noted;
        using var patience = new CancellationTokenSource(time);
        await using var impatience = cancellation.UnsafeRegister(_ =>
        {
            if (noted is not { Begun: true }) patience.Cancel();
        }, null);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return await Read(response, patience.Token);
        }
        catch (Exception e) when (IsNetwork(e))
        {
            if (noted is not { Begun: true } && cancellation.IsCancellationRequested) throw new OperationCanceledException("Cancelled before the call was written.", cancellation);
            return Failed(e, noted?.Begun, redact);
        }
    }

    /// <summary>Opens the bytes that a call answers with, without reading them.</summary>
    /// <param name="http">The client.</param>
    /// <param name="request">The call; whoever made it disposes it.</param>
    /// <param name="time">How long the answer may take to begin.</param>
    /// <param name="redact">Takes secrets out of words.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The bytes, or what came instead.</returns>
    public static async Task<(Stream? Content, Exchange? Failure)> Open(
        HttpClient http, HttpRequestMessage request, TimeSpan time, Func<string, string> redact, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(http);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(time);
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.IsSuccessStatusCode) return (await response.Content.ReadAsStreamAsync(patience.Token), null);
            using (response) return (null, await Read(response, patience.Token));
        }
        catch (Exception e) when (IsNetwork(e) && !cancellation.IsCancellationRequested)
        {
            response?.Dispose();
            return (null, Failed(e, null, redact));
        }
    }

    private static async Task<Exchange> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellation);
        return new Answered((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation), response.Headers.RetryAfter?.Delta) { Location = response.Headers.Location };
    }

    private static bool IsNetwork(Exception e) => e is HttpRequestException or IOException or OperationCanceledException;

    // Without a body only the kind of the failure tells whether anything was written.
    private static Exchange Failed(Exception e, bool? begun, Func<string, string> redact)
    {
        var isBefore = begun is { } written
            ? !written
            : e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError };
        return isBefore ? new NotSent(Explain(e, redact)) : new Lost(Explain(e, redact));
    }

    // A proxy's address may hold its password, so a failed tunnel is told without the exception's words.
    private static string Explain(Exception e, Func<string, string> redact) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "The proxy did not let the call through.",
        OperationCanceledException => "No answer in time.",
        _ => redact(e.InnerException is { } inner && inner.Message != e.Message ? $"{e.Message} {inner.Message}" : e.Message),
    };
}
