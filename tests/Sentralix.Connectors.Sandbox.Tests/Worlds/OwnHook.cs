using System.Net;

namespace Sentralix.Connectors.Sandbox.Worlds;

/// <summary>The one hook that a sandbox may call: it notes what came, and whatever else is called.</summary>
internal sealed class OwnHook(Uri address) : HttpMessageHandler
{
    public List<string> Taken { get; } = [];

    public List<Uri> Strayed { get; } = [];

    public Func<string, string> Say { get; set; } = _ => "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Taken)
        {
            if (!request.RequestUri!.AbsoluteUri.StartsWith(address.AbsoluteUri, StringComparison.Ordinal))
            {
                Strayed.Add(request.RequestUri);
                throw new HttpRequestException("Not the hook.");
            }

            Taken.Add(body);
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Say(body)) };
    }
}
