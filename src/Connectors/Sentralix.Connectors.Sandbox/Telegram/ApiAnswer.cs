using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>What a call of the Bot API answers: the envelope with <c>ok</c>, and a status that equals <c>error_code</c>.</summary>
internal sealed class ApiAnswer
{
    /// <summary>What most calls without a result answer.</summary>
    public static readonly ApiAnswer True = Result(json => json.WriteBooleanValue(true));

    private readonly byte[] body;
    private readonly int? retryAfter;

    private ApiAnswer(int status, byte[] body, int? retryAfter)
    {
        Status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    public int Status { get; }

    /// <summary>Success.</summary>
    public static ApiAnswer Result(Action<Utf8JsonWriter> write) => new(StatusCodes.Status200OK, JsonText.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", true);
        json.WritePropertyName("result");
        write(json);
        json.WriteEndObject();
    }), null);

    /// <summary>A mistake of the caller.</summary>
    public static ApiAnswer Bad(string words) => Refuse(StatusCodes.Status400BadRequest, "Bad Request: " + words);

    /// <summary>Any refusal.</summary>
    public static ApiAnswer Refuse(int code, string description, long? migrateTo = null, int? retryAfter = null) => new(code, JsonText.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", false);
        json.WriteNumber("error_code", code);
        json.WriteString("description", description);
        if (migrateTo is not null || retryAfter is not null)
        {
            json.WriteStartObject("parameters");
            if (migrateTo is { } chat) json.WriteNumber("migrate_to_chat_id", chat);
            if (retryAfter is { } seconds) json.WriteNumber("retry_after", seconds);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }), retryAfter);

    /// <summary>Too fast. Telegram counts in whole seconds.</summary>
    public static ApiAnswer TooMany(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return Refuse(StatusCodes.Status429TooManyRequests, $"Too Many Requests: retry after {seconds}", retryAfter: seconds);
    }

    public async Task Write(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        if (retryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
