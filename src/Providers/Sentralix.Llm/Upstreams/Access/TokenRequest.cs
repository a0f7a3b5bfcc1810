using System.Net;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Access;

/// <summary>A request to a place that gives tokens, and what its answers mean.</summary>
internal static class TokenRequest
{
    private const int MaxAnswer = 64 * 1024;
    private const int MaxWords = 200;

    /// <summary>Sends it.</summary>
    /// <param name="http">The provider's own way out: its authorities and its proxy.</param>
    /// <param name="request">Complete.</param>
    /// <param name="secrets">Kept out of the place's words.</param>
    /// <param name="read">Reads a good answer; null: it is none.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<TokenOutcome> Send(
        HttpMessageInvoker http, HttpRequestMessage request, Secrets secrets, Func<ReadOnlyMemory<byte>, AccessToken?> read, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var buffer = new byte[MaxAnswer];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            var body = buffer.AsMemory(0, length);
            if (response.StatusCode != HttpStatusCode.OK) return Refused(response.StatusCode, ErrorBody.Read(body), secrets);
            return Read(body, read) is { } token
                ? TokenOutcome.Of(token)
                : TokenOutcome.Failed(FaultCode.Overloaded, "the answer of the place that gives it holds none.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return TokenOutcome.Failed(FaultCode.Unreachable, "the certificate of the place that gives it is not trusted.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return TokenOutcome.Failed(FaultCode.Unreachable, "the place that gives it could not be reached.");
        }
    }

    private static AccessToken? Read(ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, AccessToken?> read)
    {
        try
        {
            return read(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TokenOutcome Refused(HttpStatusCode status, ErrorBody body, Secrets secrets)
    {
        var words = secrets.Masked(body.Message);
        if (words.Length > MaxWords) words = words[..MaxWords];
        var said = words.Length == 0 ? $"{(int)status}." : $"{(int)status}, {words}";
        // Whatever is wrong with a request for a token (its scope, its id, its signature), it is the configured credentials that are wrong.
        return TokenOutcome.Failed((int)status is 429 or 408 or >= 500 ? FaultCode.Overloaded : FaultCode.Auth, said);
    }

    /// <summary>A field of an answer that is a string; null: there is none.</summary>
    public static string? Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) =>
        new RawJson(json)[name].MendedText() is { Length: > 0 } text && text.All(c => c is > ' ' and <= '~') ? text : null;
}
