using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>A request to the bot's API.</summary>
/// <param name="Query">Its query.</param>
/// <param name="Body">Its JSON; undefined where it has none, null where it is not JSON.</param>
/// <param name="Told">False: the caller will not hear of what came of it.</param>
internal sealed record MaxRequest(IQueryCollection Query, JsonElement? Body, bool Told)
{
    public static async Task<MaxRequest> Read(HttpContext http, bool told)
    {
        if (http.Request.ContentLength is null or 0 && !http.Request.Headers.TransferEncoding.Contains("chunked")) return new MaxRequest(http.Request.Query, default(JsonElement), told);
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return new MaxRequest(http.Request.Query, document.RootElement.Clone(), told);
        }
        catch (JsonException)
        {
            return new MaxRequest(http.Request.Query, null, told);
        }
    }

    public string? Text(string name) => Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public long? Long(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The arguments as a witness keeps them: the query, and the JSON as <c>body</c>.</summary>
    public JsonElement Witness() => JsonBody.Element(json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in Query) json.WriteString(name, value.ToString());
        if (Body is { ValueKind: not JsonValueKind.Undefined } body)
        {
            json.WritePropertyName("body");
            body.WriteTo(json);
        }

        json.WriteEndObject();
    });
}
