using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts;

namespace Sentralix.Connectors.Max.Wire;

/// <summary>Calls of MAX's API, and what came of them.</summary>
internal sealed class MaxApi(Access access)
{
    public const string PublicHost = "https://platform-api2.max.ru";

    public static readonly TimeSpan CallTime = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan UploadTime = TimeSpan.FromSeconds(100);

    private readonly string root = (access.Settings.GetValueOrDefault(MaxForm.ApiBaseUrl) is { Length: > 0 } own ? own : PublicHost).TrimEnd('/');
    private readonly string token = access.Secrets.GetValueOrDefault(MaxForm.Token) ?? "";

    /// <summary>Calls a method of the bot as a whole, not of one chat.</summary>
    /// <exception cref="ChannelException">MAX refuses, or cannot be reached.</exception>
    public async Task<JsonElement> Ask(HttpMethod method, string path, object? body, CancellationToken cancellation, TimeSpan? time = null) =>
        await Call(method, path, body, cancellation, time) switch
        {
            Answer.Ok ok => ok.Result,
            var failure => throw new ChannelException(Trouble.Of(failure)),
        };

    /// <summary>Calls a method. A call with a body may be cancelled until its first byte; after it the answer is awaited.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before anything was written.</exception>
    public async Task<Answer> Call(HttpMethod method, string path, object? body, CancellationToken cancellation, TimeSpan? time = null)
    {
        if (FieldChecks.Token(token) is not null) return new Answer.Failed(401, Trouble.NoToken, "The token is missing or not one of MAX's.");
        using var request = new HttpRequestMessage(method, new Uri($"{root}/{path}"));

        // The bare token, without a scheme before it.
        request.Headers.TryAddWithoutValidation("Authorization", token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), SentralixJson.Options));
            request.Content.Headers.ContentType = new("application/json");
        }

        return AnswerOf(await Exchange.Make(access.Http, request, time ?? CallTime, Redact, cancellation));
    }

    /// <summary>Brings bytes to where MAX wants them. That is another server, which does not get the token.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before anything was written.</exception>
    public async Task<Exchange> Bring(Uri to, HttpContent content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = content };
        return await Exchange.Make(access.Http, request, UploadTime, Redact, cancellation);
    }

    /// <summary>Opens the bytes at an address that an update or MAX named. Whoever serves it does not get the token.</summary>
    public async Task<(Stream? Content, Exchange? Failure)> Open(Uri from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, from);
        return await Exchange.Open(access.Http, request, CallTime, Redact, cancellation);
    }

    /// <summary>An address outside the API that MAX names for files: HTTPS, or the API's own server; null: it is none.</summary>
    public Uri? Outside(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && root.StartsWith($"http://{url.Authority}", StringComparison.OrdinalIgnoreCase))) ? url : null;

    /// <summary>Words of others without the token.</summary>
    public string Redact(string words) => token.Length < 4 ? words : words.Replace(token, "***", StringComparison.Ordinal).Replace(Uri.EscapeDataString(token), "***", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an answer in MAX's form.</summary>
    public Answer AnswerOf(Exchange exchange) => exchange switch
    {
        Exchange.Answered answered => Parse(answered) ?? Foreign(answered),
        Exchange.NotSent notSent => new Answer.NotTaken(Advised(notSent.Words)),
        Exchange.Lost lost => new Answer.Lost(lost.Words),
        _ => throw new InvalidOperationException("A call has no other outcomes."),
    };

    private Answer? Parse(Exchange.Answered answered)
    {
        try
        {
            using var json = JsonDocument.Parse(answered.Body);
            var told = json.RootElement;
            if (told.ValueKind != JsonValueKind.Object) return null;
            var words = Redact(told.Text("message") ?? told.Text("error") ?? "");
            if (answered.Status is < 200 or > 299)
                return told.Text("code") is { } code ? new Answer.Failed(answered.Status, Redact(code), words, answered.RetryAfter) : null;
            return told.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.False ? new Answer.Failed(answered.Status, "", words) : new Answer.Ok(told.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Not in MAX's form: a proxy or a front server speaks. What it turns away was not taken; where it broke nobody knows.
    private static Answer Foreign(Exchange.Answered answered) => answered.Status switch
    {
        429 => new Answer.NotTaken("HTTP 429, not in MAX's form.", 429, answered.RetryAfter),
        408 => new Answer.Lost("HTTP 408, not in MAX's form."),

        // Larger than this way takes stays larger.
        413 => new Answer.Failed(413, "", "Too large."),
        >= 300 and < 500 => new Answer.NotTaken($"HTTP {answered.Status}, not in MAX's form.", answered.Status),
        _ => new Answer.Lost($"HTTP {answered.Status}, not in MAX's form."),
    };

    // Without the state's authority every call fails like this, and the words of TLS do not say what to do.
    private static string Advised(string words) => words.Contains("certificate", StringComparison.OrdinalIgnoreCase)
        ? $"{words} MAX's certificates come from the Russian Trusted Root CA: name it in the setting ca_bundle_pem."
        : words;
}
