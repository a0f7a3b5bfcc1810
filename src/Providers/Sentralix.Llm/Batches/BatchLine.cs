using System.Text.Json;
using System.Text.Unicode;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Batches;

/// <summary>A line of a batch's input: one request.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="CustomId">The client's name for it, as JSON, its quotes included.</param>
/// <param name="Body">The request.</param>
internal sealed record BatchLine(int Number, ReadOnlyMemory<byte> CustomId, ReadOnlyMemory<byte> Body)
{
    private const int LongestCustomId = 512;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="endpoint">What its <c>url</c> must be.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static BatchLine? Read(FileLine line, string endpoint, out LineFault? fault)
    {
        if (line.Text is null)
        {
            fault = new LineFault("line_too_long", "The line is longer than a request may be.", line.Number);
            return null;
        }

        if (!Utf8.IsValid(line.Text) || !JsonText.Holds(line.Text, JsonTokenType.StartObject))
        {
            fault = new LineFault("invalid_json_line", "The line is not a JSON object.", line.Number);
            return null;
        }

        try
        {
            return Read(line.Number, line.Text, endpoint, out fault);
        }
        catch (JsonException)
        {
            fault = new LineFault("invalid_json_line", "The line holds half of a surrogate pair.", line.Number);
            return null;
        }
    }

    private static BatchLine? Read(int number, byte[] text, string endpoint, out LineFault? fault)
    {
        var json = new RawJson(text);
        var id = json["custom_id"u8];
        var method = json["method"u8];
        var url = json["url"u8];
        var body = json["body"u8];
        fault = Missing(number, "custom_id", id) ?? Missing(number, "method", method) ?? Missing(number, "url", url) ?? Missing(number, "body", body);
        if (fault is not null) return null;

        fault = (id.IsString ? id.Text().Length : 0) is 0 or > LongestCustomId
            ? new LineFault("invalid_custom_id", $"The field 'custom_id' must be a string of 1 to {LongestCustomId} characters.", number, "custom_id")
            : !method.Is("POST"u8) ? new LineFault("invalid_method", "The field 'method' must be 'POST'.", number, "method")
            : !url.IsString || url.Text() != endpoint ? new LineFault("mismatched_url", $"The field 'url' must be the endpoint of the batch, '{endpoint}'.", number, "url")
            : CheckBody(number, body);
        return fault is null ? new BatchLine(number, id.Bytes.ToArray(), body.Bytes.ToArray()) : null;
    }

    private static LineFault? Missing(int number, string field, RawJson value) =>
        value.IsGiven ? null : new LineFault("missing_required_parameter", $"The field '{field}' is required.", number, field);

    private static LineFault? CheckBody(int number, RawJson body)
    {
        if (!body.IsObject) return new LineFault("invalid_type", "The field 'body' must be an object.", number, "body");
        if (!ChatRequestScan.TryRead(body.Bytes, out var shape, out var refusal))
            return new LineFault(refusal.Code ?? "invalid_request", refusal.Message, number, refusal.Param is { } param ? $"body.{param}" : "body");
        return shape.Stream ? new LineFault("unsupported_value", "Answers of a batch are not streamed: 'stream' must be false or left out.", number, "body.stream") : null;
    }
}
