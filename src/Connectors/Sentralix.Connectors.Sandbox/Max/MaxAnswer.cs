using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>What a request is answered: a status and a JSON body.</summary>
internal sealed record MaxAnswer(int Status, Action<Utf8JsonWriter> Write)
{
    public static readonly MaxAnswer Success = Of(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteEndObject();
    });

    /// <summary>Where the caller should wait, and MAX tells for how long.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static MaxAnswer Of(Action<Utf8JsonWriter> write) => new(200, write);

    /// <summary>Refused, and yet with status 200: the flag alone tells.</summary>
    public static MaxAnswer NoSuccess(string message) => Of(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", false);
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    public static MaxAnswer Refuse(int status, string code, string message) => new(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    public static MaxAnswer Bad(string message) => Refuse(400, "proto.payload", message);

    public static MaxAnswer NotFound(string message) => Refuse(404, "not.found", message);

    public static MaxAnswer TooMany() => Refuse(429, "too.many.requests", "Too many requests");

    public static MaxAnswer Message(MaxMessage message) => Of(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("message");
        message.Write(json);
        json.WriteEndObject();
    });
}
