using System.Net;
using System.Text.RegularExpressions;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.Transport;

namespace Sentralix.Llm.Upstreams;

/// <summary>One configured server: its connections, its key and its way of failing. Everything that is sent to it goes
/// through <see cref="Post"/>.</summary>
internal sealed partial class Upstream : IDisposable
{
    private const int MaxErrorBody = 64 * 1024;

    private readonly HttpMessageInvoker invoker;
    private readonly TimeProvider time;
    private readonly Uri?[] addresses;

    /// <param name="settings">Checked.</param>
    /// <param name="invoker">The way out to it, its own.</param>
    /// <param name="keys">Makes its keys, which may go the same way for tokens.</param>
    /// <param name="time">The platform's clock.</param>
    public Upstream(UpstreamSettings settings, HttpMessageInvoker invoker, Func<HttpMessageInvoker, IReadOnlyList<UpstreamKey>> keys, TimeProvider time)
    {
        this.time = time;
        this.invoker = invoker;
        Settings = settings;
        Keys = keys(invoker);
        IsBuiltin = settings.Kind == ExtractModel.Provider;
        Foreign = ForeignDialects.Of(settings.Kind);
        addresses = [.. Enum.GetValues<WireForm>().Select(form => AddressOf(form, ""))];
    }

    /// <summary>An upstream of the configuration file: the operator's own, wherever it is.</summary>
    public static Upstream Configured(UpstreamSettings settings, TimeProvider time) => new(
        settings,
        new HttpMessageInvoker(UpstreamHandlers.Make(new UpstreamWay { ConnectTimeout = settings.ConnectTimeout }, egress: null)),
        _ => [new UpstreamKey(null, new HeaderAccess("Authorization", "Bearer ", settings.ApiKey), 1)],
        time);

    /// <summary>The embedded one, which is no server at all: what it is asked never leaves the process.</summary>
    public static Upstream Builtin(TimeProvider time) => new(BuiltinSettings, new HttpMessageInvoker(new SocketsHttpHandler()), _ => [new UpstreamKey(null, new HeaderAccess("Authorization", "", null), 1)], time);

    /// <summary>How the embedded one is shown.</summary>
    public static readonly UpstreamSettings BuiltinSettings = new()
    {
        Name = ExtractModel.Provider,
        Kind = ExtractModel.Provider,
        BaseUrl = new Uri("http://builtin.invalid"),
        Models = [new ModelSettings(ExtractModel.Id, ExtractModel.Name)],
    };

    /// <summary>Whether it is the embedded one. It costs nothing, and is in whatever country the platform is.</summary>
    public bool IsBuiltin { get; }

    /// <summary>Whether what it is sent is processed in a country, as far as anybody has said.</summary>
    public bool IsIn(string country) => IsBuiltin || Settings.Residency == country;

    public string Id => Settings.Id;

    public string Name => Settings.Name;

    public IReadOnlyList<UpstreamKey> Keys { get; }

    public UpstreamSettings Settings { get; }

    /// <summary>How it is asked and answers where that is not OpenAI's way; null: it is.</summary>
    public IForeignDialect? Foreign { get; }

    /// <summary>Whether the upstream takes a form as it is.</summary>
    public bool Speaks(WireForm form) =>
        form is WireForm.Chat or WireForm.Embeddings || Settings.Forms.Contains(form == WireForm.CountTokens ? WireForm.Messages : form);

    /// <summary>Where requests in a form go; null: it has no such thing.</summary>
    public Uri? Address(WireForm form, string model) => Settings.Kind == ProviderKinds.AzureOpenAi ? AddressOf(form, model) : addresses[(int)form];

    /// <summary>Where a request in the provider's own form goes.</summary>
    public Uri Address(ForeignRequest request) => Address(request.Path);

    /// <summary>What is behind the base address.</summary>
    public Uri Address(string path) => new($"{Settings.BaseUrl.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>Sends a request and waits for the head of the answer, or for all of an error's.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone. Everything else is a fault in the reply.</exception>
    public Task<UpstreamReply> Post(
        Uri address, UpstreamKey key, HttpContent? content, bool stream, IReadOnlyList<KeyValuePair<string, string>> headers, CallClock clock) =>
        Send(HttpMethod.Post, address, key, content, stream, headers, clock);

    /// <summary>Asks for what is there already.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone. Everything else is a fault in the reply.</exception>
    public Task<UpstreamReply> Get(Uri address, UpstreamKey key, IReadOnlyList<KeyValuePair<string, string>> headers, CallClock clock) =>
        Send(HttpMethod.Get, address, key, null, stream: false, headers, clock);

    private async Task<UpstreamReply> Send(
        HttpMethod method, Uri address, UpstreamKey key, HttpContent? content, bool stream, IReadOnlyList<KeyValuePair<string, string>> headers, CallClock clock)
    {
        try
        {
            var (response, fault) = await AccessCall.Send(invoker, key.Access, () => Request(method, address, content, stream, headers), clock.Token);
            if (fault is not null) return new UpstreamReply(fault);
            return response!.StatusCode == HttpStatusCode.OK ? new UpstreamReply(response) : await ReadRefusal(response, clock);
        }
        catch (Exception e) when (FaultOf(e, clock) is { } fault)
        {
            return new UpstreamReply(fault);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address, HttpContent? content, bool stream, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var request = new HttpRequestMessage(method, address)
        {
            Content = content,
            Version = address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", stream ? "text/event-stream" : "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Sentralix");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private Uri? AddressOf(WireForm form, string model) =>
        Foreign is null || Speaks(form) ? Addresses.Of(Settings.Kind, Settings.BaseUrl, form, model, Settings.Own) : null;

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

    /// <summary>Whether bytes hold a key. A server that echoes it in an error must not reach the client with it.</summary>
    public bool Reveals(ReadOnlySpan<byte> bytes)
    {
        foreach (var key in Keys)
            if (key.Access.Reveals(bytes)) return true;
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
        var fault = new UpstreamFault(Foreign?.Classify(response.StatusCode, error) ?? FaultTable.Classify(response.StatusCode, error), Name, Shown(error.Message))
        {
            Status = (int)response.StatusCode,
            RetryAfter = RetryAfter.Read(response.Headers, time) ?? error.RetryAfter,
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
        foreach (var key in Keys) words = key.Access.Masked(words);
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
