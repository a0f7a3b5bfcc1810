using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sentralix.EndToEnd.Channels.Several;

/// <summary>One address before several processes, as a reverse proxy gives it: requests go to them in turn, and to the next one where no
/// connection can be made.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly List<Uri> behind = [];
    private readonly int[] answered = new int[8];
    private int next;

    private Balancer(WebApplication application) => this.application = application;

    public Uri Address => new(application.Urls.First());

    /// <summary>How many requests each has answered.</summary>
    public IReadOnlyList<int> Answered => answered;

    public static async Task<Balancer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var balancer = new Balancer(builder.Build());
        balancer.application.Run(balancer.Forward);
        await balancer.application.StartAsync();
        return balancer;
    }

    public void Add(Uri process)
    {
        lock (behind) behind.Add(process);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        http.Dispose();
    }

    private async Task Forward(HttpContext context)
    {
        Uri[] all;
        lock (behind) all = [.. behind];
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var first = Interlocked.Increment(ref next);
        for (var attempt = 0; attempt < all.Length; attempt++)
        {
            var chosen = (first + attempt) % all.Length;
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(all[chosen], context.Request.Path + context.Request.QueryString.Value));
            request.Content = new ByteArrayContent(body.ToArray());
            foreach (var (name, value) in context.Request.Headers)
                if (name != "Host" && !request.Headers.TryAddWithoutValidation(name, [.. value])) request.Content.Headers.TryAddWithoutValidation(name, [.. value]);
            try
            {
                using var answer = await http.SendAsync(request);
                Interlocked.Increment(ref answered[chosen]);
                context.Response.StatusCode = (int)answer.StatusCode;
                await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
                return;
            }
            catch (HttpRequestException)
            {
                // It has died. The next one takes the call; if there is none, the channel is told and calls again.
            }
        }

        context.Response.StatusCode = StatusCodes.Status502BadGateway;
    }
}
