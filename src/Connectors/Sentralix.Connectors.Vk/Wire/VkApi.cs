using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;

namespace Sentralix.Connectors.Vk.Wire;

/// <summary>Calls of VK's methods, and what came of them. The token goes in a header, so no address and no error of the network holds it.</summary>
internal sealed class VkApi(Access access)
{
    /// <summary>The version of the API that is spoken here; events come in it too.</summary>
    public const string Version = "5.199";

    public static readonly TimeSpan CallTime = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan UploadTime = TimeSpan.FromSeconds(100);

    private readonly string token = access.Secrets.GetValueOrDefault(VkForm.Token) ?? "";

    /// <summary>Calls a method that needs nothing back but its answer.</summary>
    /// <exception cref="ChannelException">VK refuses, or cannot be reached.</exception>
    public async Task<JsonElement> Ask(string method, CancellationToken cancellation, params IEnumerable<(string Name, string Value)> parameters) =>
        await Call(method, parameters, cancellation) switch
        {
            Answer.Ok ok => ok.Response,
            var failure => throw new ChannelException(Trouble.Of(failure)),
        };

    /// <summary>Calls a method.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte.</exception>
    public async Task<Answer> Call(string method, IEnumerable<(string Name, string Value)> parameters, CancellationToken cancellation)
    {
        if (FieldChecks.Token(token) is { } wrong) return new Answer.Failed(5, $"The token {wrong}.");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{VkHosts.Root(access).AbsoluteUri.TrimEnd('/')}/method/{method}")
        {
            Content = new FormUrlEncodedContent([.. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)), new("v", Version)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Exchange.Make(access.Http, request, CallTime, Redact, cancellation) switch
        {
            Exchange.Answered answered => Parse(answered.Body) ?? Foreign(answered),
            Exchange.NotSent notSent => new Answer.NotTaken(notSent.Words),
            Exchange.Lost lost => new Answer.Lost(lost.Words),
            _ => throw new InvalidOperationException("A call has no other outcomes."),
        };
    }

    /// <summary>Calls an address that VK has named: it answers in a form of its own.</summary>
    /// <exception cref="ChannelException">The address may not be called, it refuses, or it cannot be reached.</exception>
    public async Task<JsonElement> Visit(string? address, HttpContent? body, TimeSpan time, CancellationToken cancellation)
    {
        if (VkHosts.Allowed(access, address) is not { } url) throw new ChannelException(new(ChannelErrors.ContentRejected, null, $"VK named an address that is not one of its own: {Host(address)}."));
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, url) { Content = body };
        var exchange = await Exchange.Make(access.Http, request, time, Redact, cancellation);
        if (exchange is Exchange.Answered { Status: 200 } answered && Json(answered.Body) is { ValueKind: JsonValueKind.Object } answer) return answer;
        throw new ChannelException(Trouble.Network(exchange switch
        {
            Exchange.Answered other => $"HTTP {other.Status}, not in VK's form.",
            Exchange.NotSent notSent => notSent.Words,
            Exchange.Lost lost => lost.Words,
            _ => "No answer.",
        }));
    }

    /// <summary>Opens the bytes at an address that VK has named. Documents are behind a redirection, so a few are followed, each checked.</summary>
    /// <exception cref="ChannelException">The address may not be called, it refuses, or it cannot be reached.</exception>
    public async Task<Stream> Open(string address, CancellationToken cancellation)
    {
        for (var hops = 0; ; hops++)
        {
            if (VkHosts.Allowed(access, address) is not { } url) throw new ChannelException(new(ChannelErrors.ContentRejected, null, $"Media at a host that is not one of VK's: {Host(address)}."));
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            var (content, failure) = await Exchange.Open(access.Http, request, CallTime, Redact, cancellation);
            if (content is not null) return content;
            if (failure is Exchange.Answered { Status: >= 300 and < 400, Location: { } next } && hops < 3)
            {
                address = new Uri(url, next).AbsoluteUri;
                continue;
            }

            throw new ChannelException(failure switch
            {
                Exchange.Answered { Status: 401 or 403 or 404 or 410 } gone => new(Trouble.MediaExpired, $"{gone.Status}", "VK does not give these bytes any more."),
                Exchange.Answered other => Trouble.Network($"HTTP {other.Status} instead of the bytes."),
                Exchange.NotSent notSent => Trouble.Network(notSent.Words),
                Exchange.Lost lost => Trouble.Network(lost.Words),
                _ => Trouble.Network("No answer."),
            });
        }
    }

    private string Redact(string words) => token.Length > 0 ? words.Replace(token, "***", StringComparison.Ordinal) : words;

    // Only the host: the rest of such an address opens what it leads to.
    private static string Host(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Host}" : "no address";

    private Answer? Parse(byte[] body)
    {
        if (Json(body) is not { } root) return null;
        if (root.Field("response") is { } response) return new Answer.Ok(response);
        return root.Object("error") is { } error && error.Number("error_code") is { } code ? new Answer.Failed((int)code, Redact(error.Text("error_msg") ?? error.Text("error_text") ?? "")) : null;
    }

    private static JsonElement? Json(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Not in VK's form: a proxy or a front server speaks. What it turns away was not taken; where it broke nobody knows.
    private static Answer Foreign(Exchange.Answered answered) => answered.Status switch
    {
        429 => new Answer.NotTaken("HTTP 429, not in VK's form.", 429, answered.RetryAfter),
        408 => new Answer.Lost("HTTP 408, not in VK's form."),
        >= 300 and < 500 => new Answer.NotTaken($"HTTP {answered.Status}, not in VK's form.", answered.Status),
        _ => new Answer.Lost($"HTTP {answered.Status}, not in VK's form."),
    };
}
