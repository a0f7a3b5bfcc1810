using System.Net;
using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Platform.Http;

namespace Sentralix.Connectors.Messaging.Sandboxes;

/// <summary>The only way out of a sandbox: into the hook of its own connection, within the process. There is no socket in it, so no address
/// that a stand-in is given can make it call another server.</summary>
internal sealed class WayToHook(MessengerParts parts, string connection, Uri hook) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || RestOf(request.RequestUri!) is not { } rest)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "A sandbox calls the hook of its own connection only.");
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await HookEndpoint.Answer(parts, connection, new HookCall(name => Header(request, name), rest, body), cancellationToken);
        return answer.Refusal is { } refusal
            ? new HttpResponseMessage((HttpStatusCode)refusal.Status) { RequestMessage = request, Content = new StringContent(refusal.Detail, Encoding.UTF8, Problems.MediaType) }
            : new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(answer.Body, Encoding.UTF8, answer.ContentType) };
    }

    private static string? Header(HttpRequestMessage request, string name)
    {
        if (request.Headers.TryGetValues(name, out var values)) return string.Join(",", values);
        return request.Content?.Headers.TryGetValues(name, out values) == true ? string.Join(",", values) : null;
    }

    // What follows the connection's id, as the endpoint gives it; null: not this hook.
    private string? RestOf(Uri url)
    {
        if (url.Scheme != hook.Scheme || url.Authority != hook.Authority) return null;
        if (url.AbsolutePath == hook.AbsolutePath) return "";
        return url.AbsolutePath.StartsWith(hook.AbsolutePath + "/", StringComparison.Ordinal) ? Uri.UnescapeDataString(url.AbsolutePath[(hook.AbsolutePath.Length + 1)..]) : null;
    }
}
