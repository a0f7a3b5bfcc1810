using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Telegram.Bot;

namespace Sentralix.Connectors.Telegram.Wire;

/// <summary>Calls of the Bot API, and what came of them. The calls are our own, and only the wire's types the library's: its client throws one
/// exception for a call that never left and one that was cut, keeps the token in its texts, and drops a path before the methods.</summary>
internal sealed class TelegramApi(Access access)
{
    public static readonly TimeSpan CallTime = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan UploadTime = TimeSpan.FromSeconds(100);

    private readonly BotAddress address = BotAddress.Of(access);

    /// <summary>Calls a method that needs nothing back but its answer.</summary>
    /// <exception cref="ChannelException">Telegram refuses, or cannot be reached.</exception>
    public async Task<JsonElement> Ask(string method, object? body, CancellationToken cancellation, TimeSpan? time = null) =>
        await Call(method, Json(body), time ?? CallTime, cancellation) switch
        {
            Answer.Ok ok => ok.Result,
            var failure => throw new ChannelException(Trouble.Of(failure)),
        };

    /// <summary>Calls a method. The cancellation counts until the first byte of the body; after it the answer is awaited, so that a send is
    /// not made uncertain by an impatient caller.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte.</exception>
    public async Task<Answer> Call(string method, HttpContent body, TimeSpan time, CancellationToken cancellation)
    {
        if (!BotAddress.IsToken(access.Secrets.GetValueOrDefault(TelegramForm.Token))) return new Answer.Failed(401, "The token is missing or not one of Telegram's.", null, null);
        using var request = new HttpRequestMessage(HttpMethod.Post, address.Method(method)) { Content = body };
        return Answer(await Exchange.Make(access.Http, request, time, address.Redact, cancellation));
    }

    /// <summary>Opens a file's bytes.</summary>
    /// <exception cref="ChannelException">Telegram refuses, or cannot be reached.</exception>
    public async Task<Stream> Open(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.File(path));
        var (content, failure) = await Exchange.Open(access.Http, request, CallTime, address.Redact, cancellation);
        return content ?? throw new ChannelException(Trouble.OfFile(Answer(failure!)));
    }

    public static HttpContent Json(object? body)
    {
        var content = new ByteArrayContent(body is null ? "{}"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), JsonBotAPI.Options));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private Answer Answer(Exchange exchange) => exchange switch
    {
        Exchange.Answered answered => Parse(answered.Body) ?? Foreign(answered.Status, answered.RetryAfter),
        Exchange.NotSent notSent => new Answer.NotTaken(notSent.Words),
        Exchange.Lost lost => new Answer.Lost(lost.Words),
        _ => throw new InvalidOperationException("A call has no other outcomes."),
    };

    private Answer? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("ok", out var ok)) return null;
            if (ok.ValueKind == JsonValueKind.True && root.TryGetProperty("result", out var result)) return new Answer.Ok(result.Clone());
            if (ok.ValueKind != JsonValueKind.False || !root.TryGetProperty("error_code", out var code) || !code.TryGetInt32(out var number)) return null;
            var words = root.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String ? description.GetString()! : "";
            return new Answer.Failed(number, address.Redact(words), Wait(Parameter(root, "retry_after")), Parameter(root, "migrate_to_chat_id"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static long? Parameter(JsonElement root, string name) =>
        root.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object
        && parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static TimeSpan? Wait(long? seconds) => seconds is { } number ? TimeSpan.FromSeconds(Math.Clamp(number, 0, 86_400)) : null;

    // Not in Telegram's form: a proxy or a front server speaks. What it turns away was not taken; where it broke nobody knows.
    private static Answer Foreign(int status, TimeSpan? retryAfter) => status switch
    {
        429 => new Answer.NotTaken("HTTP 429, not in Telegram's form.", status, retryAfter),
        408 => new Answer.Lost("HTTP 408, not in Telegram's form."),
        >= 300 and < 500 => new Answer.NotTaken($"HTTP {status}, not in Telegram's form.", status),
        _ => new Answer.Lost($"HTTP {status}, not in Telegram's form."),
    };
}
