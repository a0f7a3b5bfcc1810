using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Upstreams;

/// <summary>One configured server: its connections, its key and its way of failing. Everything that is sent to it goes
/// through <see cref="Post"/>.</summary>
internal sealed partial class Upstream : IDisposable
{
    private const int MaxErrorBody = 64 * 1024;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectionIdle = TimeSpan.FromSeconds(90);

    // In the order of WireForm.
    private static readonly string[] Paths = ["chat/completions", "completions", "embeddings", "responses", "messages", "rerank", "moderations"];

    private readonly HttpMessageInvoker invoker;
    private readonly Uri[] addresses;
    private readonly TimeProvider time;

    public Upstream(UpstreamSettings settings, TimeProvider time)
        : this(settings, [new UpstreamKey(null, settings.ApiKey, 1)], time)
    {
    }

    public Upstream(UpstreamSettings settings, IReadOnlyList<UpstreamKey> keys, TimeProvider time)
    {
        this.time = time;
        Settings = settings;
        Keys = keys;
        var root = settings.BaseUrl.AbsoluteUri.TrimEnd('/');
        addresses = [.. Paths.Select(path => new Uri($"{root}/{path}"))];
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.ConnectTimeout,
            // So that a changed DNS entry is noticed.
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = ConnectionIdle,
            EnableMultipleHttp2Connections = true,
            // By default a response that is given up is read on for two seconds to save its connection. Here that would
            // be two more seconds of paid generation for nobody.
            MaxResponseDrainSize = 0,
        });
    }

    public string Id => Settings.Id;

    public string Name => Settings.Name;

    public IReadOnlyList<UpstreamKey> Keys { get; }

    public UpstreamSettings Settings { get; }

    /// <summary>Where requests in a form go.</summary>
    public Uri Address(WireForm form) => addresses[(int)form];

    /// <summary>Sends a request and waits for the head of the answer, or for all of an error's.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone. Everything else is a fault in the reply.</exception>
    public async Task<UpstreamReply> Post(
        Uri address, UpstreamKey key, HttpContent content, bool stream, IReadOnlyList<KeyValuePair<string, string>> headers, CallClock clock)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = content,
            Version = address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (key.Authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", key.Authorization);
        request.Headers.TryAddWithoutValidation("Accept", stream ? "text/event-stream" : "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Sentralix");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);

        HttpResponseMessage response;
        try
        {
            response = await invoker.SendAsync(request, clock.Token);
        }
        catch (Exception e) when (FaultOf(e, clock) is { } fault)
        {
            return new UpstreamReply(fault);
        }

        return response.StatusCode == HttpStatusCode.OK
            ? new UpstreamReply(response)
            : await ReadRefusal(response, clock);
    }

    /// <summary>The fault that an exception of the transport means; null where it is not the upstream's but the caller's
    /// cancellation, or nobody's.</summary>
    public UpstreamFault? FaultOf(Exception exception, CallClock clock) => exception switch
    {
        OperationCanceledException when clock.Caller.IsCancellationRequested => null,
        OperationCanceledException when clock.Expired => Fault(FaultCode.Timeout, "did not answer in time"),
        // The handler's own connect timeout; our token is not cancelled then.
        OperationCanceledException => Fault(FaultCode.Unreachable, "could not be connected to in time"),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }
            => Fault(FaultCode.BadAnswer, "did not answer in HTTP"),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
            => Fault(FaultCode.Unreachable, "closed the connection without an answer"),
        HttpRequestException => Fault(FaultCode.Unreachable, "could not be reached"),
        InvalidDataException => Fault(FaultCode.BadAnswer, "answered at endless length"),
        IOException => Fault(FaultCode.StreamCut, "broke off its answer"),
        _ => null,
    };

    /// <summary>A fault told in our own words.</summary>
    public UpstreamFault Fault(FaultCode code, string what) => new(code, Name, $"The upstream '{Name}' {what}.");

    /// <summary>An error that the upstream reported inside an answer that had begun as a good one.</summary>
    public UpstreamFault FaultOf(ErrorBody error) => new(FaultTable.Classify(error), Name, Shown(error.Message));

    /// <summary>Whether bytes hold the key. A server that echoes it in an error must not reach the client with it.</summary>
    public bool Reveals(ReadOnlySpan<byte> bytes)
    {
        foreach (var key in Keys)
            if (key.Secret is { } secret && bytes.IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0) return true;
        return false;
    }

    public void Dispose() => invoker.Dispose();

    private async Task<UpstreamReply> ReadRefusal(HttpResponseMessage response, CallClock clock)
    {
        byte[] body;
        try
        {
            body = await ReadErrorBody(response, clock.Token);
        }
        catch (OperationCanceledException) when (clock.Caller.IsCancellationRequested)
        {
            response.Dispose();
            throw;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status alone says enough.
            body = [];
        }

        var error = ErrorBody.Read(body);
        var fault = new UpstreamFault(FaultTable.Classify(response.StatusCode, error), Name, Shown(error.Message))
        {
            Status = (int)response.StatusCode,
            RetryAfter = RetryAfter.Read(response.Headers, time),
        };
        return new UpstreamReply(response, fault, error, body);
    }

    private static async Task<byte[]> ReadErrorBody(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxErrorBody];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return buffer[..length];
    }

    /// <summary>The upstream's words as they may be shown: without the key, whole or half masked, and not too long.</summary>
    private string Shown(string words)
    {
        foreach (var key in Keys)
            if (key.Secret is { } secret) words = words.Replace(secret, "***", StringComparison.Ordinal);
        // Far more than is shown, far less than would take the expression long.
        if (words.Length > 4 * UpstreamFault.MaxDetail) words = words[..(4 * UpstreamFault.MaxDetail)];
        words = MaskedKey().Replace(words, "***");
        if (words.Length <= UpstreamFault.MaxDetail) return words;
        var cut = UpstreamFault.MaxDetail - 1;
        if (char.IsHighSurrogate(words[cut - 1])) cut--;
        return $"{words.AsSpan(0, cut)}…";
    }

    [GeneratedRegex(@"[^\s'""]*\*{3,}[^\s'"".]*")]
    private static partial Regex MaskedKey();
}
