using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>An answer of Jivo's.</summary>
internal sealed record JivoReply(int Status, string ContentType, byte[] Body)
{
    public static readonly JivoReply Taken = new(StatusCodes.Status200OK, "application/json", "{}"u8.ToArray());

    /// <summary>Why it was refused; null: it was not.</summary>
    public string? Reason { get; private init; }

    /// <summary>A refusal in the form of the Bot API.</summary>
    public static JivoReply Error(int status, string code, string message) =>
        new(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(new { error = new { code, message } })) { Reason = message };

    /// <summary>A refusal in the form of the Chat API: the reason is plain text.</summary>
    public static JivoReply Rejected(int status, string reason) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(reason)) { Reason = reason };

    public static JivoReply Text(string text) => new(StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    public async Task Write(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = Body.Length;
        await http.Response.Body.WriteAsync(Body, http.RequestAborted);
    }
}
