using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts;

namespace Sentralix.Connectors.Avito.Wire;

/// <summary>Calls of Avito's API with the connection's token, and what came of them.</summary>
internal sealed class AvitoApi(Access access, AccessTokens tokens, TimeProvider clock)
{
    public static readonly TimeSpan CallTime = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan UploadTime = TimeSpan.FromSeconds(100);

    // A 403 may mean a token that has run out. One that is as young as this has not: Avito means what it says, and asking for another one
    // with every such call would only add to the trouble.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private const int LongestWords = 400;

    /// <summary>Calls for an answer.</summary>
    /// <exception cref="ChannelException">Avito refuses, or cannot be reached.</exception>
    public async Task<JsonElement> Ask(HttpMethod method, string path, object? body, CancellationToken cancellation) =>
        await Call(method, path, body, cancellation) switch
        {
            Answer.Ok ok => ok.Result,
            var failure => throw new ChannelException(Trouble.Of(failure)),
        };

    /// <summary>Calls with a body of JSON, or with none.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte.</exception>
    public Task<Answer> Call(HttpMethod method, string path, object? body, CancellationToken cancellation) =>
        Call(method, path, () => body is null ? null : JsonBody(body), CallTime, cancellation);

    /// <summary>Calls. A token that Avito does not take any more is renewed once, and the call repeated once: what was refused was not done.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">After the server's address.</param>
    /// <param name="body">Makes the body, anew for each time that the call is made.</param>
    /// <param name="time">How long one call may take.</param>
    /// <param name="cancellation">Cancels before the first byte of the body.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte.</exception>
    public async Task<Answer> Call(HttpMethod method, string path, Func<HttpContent?> body, TimeSpan time, CancellationToken cancellation)
    {
        var (token, noToken) = await tokens.Get(access, null, cancellation);
        if (token is null) return noToken!;
        var answer = await Call(method, path, body(), time, token, cancellation);
        if (answer is not Answer.Failed { Status: 401 or 403 } refused || (refused.Status == 403 && clock.GetUtcNow() - token.GivenAt < Young)) return answer;
        var (renewed, notRenewed) = await tokens.Get(access, token.Value, cancellation);
        return renewed is null ? notRenewed! : await Call(method, path, body(), time, renewed, cancellation);
    }

    /// <summary>Opens the bytes at an address that Avito named. They lie elsewhere, so no token goes there.</summary>
    /// <exception cref="ChannelException">They are gone, or cannot be reached.</exception>
    public async Task<Stream> Open(Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (content, failure) = await Exchange.Open(access.Http, request, CallTime, Redact, cancellation);
        if (content is not null) return content;
        if (failure is Exchange.Answered { Status: 403 or 404 or 410 } gone) throw new ChannelException(new(Trouble.MediaExpired, $"{gone.Status}", "Avito does not have this file any more."));
        throw new ChannelException(Trouble.Of(Read(failure!, Redact)));
    }

    /// <summary>Words of others without the connection's secrets.</summary>
    public static string Redact(Access access, string words)
    {
        if (access.Secrets.GetValueOrDefault(AvitoForm.ClientSecret) is { Length: > 0 } secret)
            words = words.Replace(secret, "***", StringComparison.Ordinal).Replace(Uri.EscapeDataString(secret), "***", StringComparison.OrdinalIgnoreCase);
        return access.HookSecrets.Aggregate(words, (clean, hook) => hook.Length > 0 ? clean.Replace(hook, "***", StringComparison.Ordinal) : clean);
    }

    /// <summary>What came, read as Avito speaks.</summary>
    public static Answer Read(Exchange exchange, Func<string, string> redact) => exchange switch
    {
        Exchange.Answered answered => Read(answered, redact),
        Exchange.NotSent notSent => new Answer.NotTaken(Trouble.Network(notSent.Words)),
        Exchange.Lost lost => new Answer.Lost(lost.Words),
        _ => throw new InvalidOperationException("A call has no other outcomes."),
    };

    private static Answer Read(Exchange.Answered answered, Func<string, string> redact)
    {
        var (status, json) = (answered.Status, Parse(answered.Body));
        if (status is >= 200 and < 300 && json is { } result) return new Answer.Ok(result);
        if (status == 429) return new Answer.Failed(status, Words(json, answered.Body, redact), answered.RetryAfter);
        if (json is null && IsPage(answered.Body)) return new Answer.Page(status);
        var words = $"HTTP {status}. {Words(json, answered.Body, redact)}".TrimEnd();
        return status is >= 300 and < 500 and not 408 ? new Answer.Failed(status, words, answered.RetryAfter) : new Answer.Broken(status, words);
    }

    private async Task<Answer> Call(HttpMethod method, string path, HttpContent? body, TimeSpan time, AccessToken token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, AvitoAddress.Root(access) + path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        string Clean(string words) => Redact(words).Replace(token.Value, "***", StringComparison.Ordinal);
        return Read(await Exchange.Make(access.Http, request, time, Clean, cancellation), Clean);
    }

    private string Redact(string words) => Redact(access, words);

    private static ByteArrayContent JsonBody(object body)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), SentralixJson.Options));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private static JsonElement? Parse(byte[] body)
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

    private static bool IsPage(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0 && body[0] is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t' or 0xEF or 0xBB or 0xBF) body = body[1..];
        return body.Length > 0 && body[0] == '<';
    }

    // Its own form is {"error":{"code","message","fields"}}, the token endpoint's {"error","error_description"}, and others are met.
    private static string Words(JsonElement? json, byte[] body, Func<string, string> redact)
    {
        string? said = null;
        if (json is { } told)
        {
            var error = Json.Object(told, "error") ?? told;
            said = Json.Text(error, "message") ?? Json.Text(error, "error_description") ?? Json.Text(told, "error");
            if (Json.Object(error, "fields") is { } fields) said = $"{said} {fields.GetRawText()}".TrimStart();
        }

        var words = redact(said ?? Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestWords * 4))));
        return words.Length > LongestWords ? words[..LongestWords] : words;
    }
}
