using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>An answer of Avito's API.</summary>
internal sealed record AvitoReply(int Status, byte[] Json)
{
    public static readonly AvitoReply Done = new(StatusCodes.Status200OK, """{"ok":true}"""u8.ToArray());

    public static readonly AvitoReply Nothing = new(StatusCodes.Status200OK, "{}"u8.ToArray());

    /// <summary>Why it was refused; null: it was not.</summary>
    public string? Reason { get; private init; }

    public static AvitoReply Ok(byte[] json) => new(StatusCodes.Status200OK, json);

    public static AvitoReply Error(int status, string message, params (string Field, string Complaint)[] fields) =>
        new(status, AvitoWire.Object(w =>
        {
            w.WriteStartObject("error");
            w.WriteNumber("code", status);
            w.WriteString("message", message);
            if (fields.Length > 0)
            {
                w.WriteStartObject("fields");
                foreach (var (field, complaint) in fields) w.WriteString(field, complaint);
                w.WriteEndObject();
            }

            w.WriteEndObject();
        })) { Reason = message };

    /// <summary>An error of the token endpoint, in the form of RFC 6749, section 5.2.</summary>
    public static AvitoReply TokenError(int status, string error, string description) =>
        new(status, AvitoWire.Object(w =>
        {
            w.WriteString("error", error);
            w.WriteString("error_description", description);
        })) { Reason = error };

    public async Task Write(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = Json.Length;
        await http.Response.Body.WriteAsync(Json, http.RequestAborted);
    }

    public static void TellRate(HttpContext http, int limit, int remaining)
    {
        http.Response.Headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
    }
}
