using System.Net;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Transport;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams.Pictures;

/// <summary>Fetches pictures that a request names by address, for providers that take bytes only. Never out of the operator's own network, and no
/// redirect is followed. Whoever asks learns one thing only where it fails: what answers inside a network, and how, is none of his business.</summary>
internal sealed class PictureFetch(EgressGuard egress) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker http = new(Handler(egress));

    /// <summary>The bytes; null: they are not to be had, or are too many.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone, or his time is over.</exception>
    public async Task<byte[]?> Fetch(Uri address, int most, TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", "image/*");
            request.Headers.TryAddWithoutValidation("User-Agent", "Sentralix");
            using var response = await http.SendAsync(request, either.Token);
            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentLength > most) return null;
            return await Read(response.Content, most, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The refusal of a picture that could not be fetched.</summary>
    public static OpenAiError NotFetched(string param) => Refuse.InvalidValue(
        param, "The picture could not be fetched from its address: it must be on the public internet, answer there itself, in time, and not be too large. Send it inside the request.");

    public void Dispose() => http.Dispose();

    private static async Task<byte[]?> Read(HttpContent content, int most, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var bytes = new MemoryStream();
        var piece = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(piece, cancellation)) > 0)
        {
            if (bytes.Length + read > most) return null;
            bytes.Write(piece, 0, read);
        }

        return bytes.ToArray();
    }

    private static SocketsHttpHandler Handler(EgressGuard egress)
    {
        var handler = UpstreamHandlers.Make(new UpstreamWay(), egress);
        // The guard must see the address itself, and not that of a proxy which the process happens to have.
        handler.UseProxy = false;
        return handler;
    }
}
