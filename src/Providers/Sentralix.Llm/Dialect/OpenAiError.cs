using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Llm.Dialect;

/// <summary>An error as OpenAI's clients read it: <c>{"error":{message,type,param,code}}</c>.</summary>
internal sealed record OpenAiError(int Status, string Message, string Type, string? Param, string? Code)
{
    public const string InvalidRequestType = "invalid_request_error";

    public static OpenAiError InvalidRequest(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message, InvalidRequestType, param, code);

    public static OpenAiError ModelNotFound(string model) => new(
        StatusCodes.Status404NotFound,
        $"The model '{model}' does not exist here. GET /llm/v1/models lists the ones that do.",
        InvalidRequestType, "model", "model_not_found");

    public static OpenAiError TooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"The body of the request is larger than {limit / (1024 * 1024)} MiB.",
        InvalidRequestType, null, "request_too_large");

    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("message"u8, Message);
            json.WriteString("type"u8, Type);
            json.WriteString("param"u8, Param);
            json.WriteString("code"u8, Code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Answers the request with this error.</summary>
    public Task Write(HttpResponse response, CancellationToken cancellation) =>
        Write(response, Status, ToBytes(), cancellation);

    /// <summary>Answers the request with an error that is already in this form.</summary>
    public static async Task Write(
        HttpResponse response, int status, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        response.StatusCode = status;
        response.ContentType = DialectJson.ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellation);
    }
}
