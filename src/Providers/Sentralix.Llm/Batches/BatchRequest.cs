using System.Globalization;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Files;

namespace Sentralix.Llm.Batches;

/// <summary>A request for a batch, read and checked.</summary>
internal sealed class BatchRequest
{
    private const int LongestWindowHours = 168;
    private const int MostMetadata = 16;
    private const int LongestMetadataName = 64;
    private const int LongestMetadataValue = 512;

    public string InputFileId { get; private set; } = "";

    public string Endpoint { get; private set; } = "";

    /// <summary>As it was said.</summary>
    public string CompletionWindow { get; private set; } = "";

    public TimeSpan Window { get; private set; }

    /// <summary>JSON; null: none was given.</summary>
    public string? Metadata { get; private set; }

    /// <summary>How long the output files are kept; null: he does not say.</summary>
    public TimeSpan? OutputKept { get; private set; }

    /// <param name="body">The body of the request.</param>
    /// <param name="refusal">What is wrong with it.</param>
    public static BatchRequest? Read(ReadOnlySpan<byte> body, out OpenAiError? refusal)
    {
        if (!JsonText.Holds(body, JsonTokenType.StartObject))
        {
            refusal = Refuse.NotJson();
            return null;
        }

        var request = new BatchRequest();
        try
        {
            refusal = request.Take(new RawJson(body)) ?? request.Missing();
        }
        catch (JsonException)
        {
            refusal = Refuse.BrokenText();
        }

        return refusal is null ? request : null;
    }

    private OpenAiError? Take(RawJson body)
    {
        foreach (var field in body.Fields)
        {
            if (!field.Value.IsGiven) continue;
            var name = field.Name.Text();
            var refusal = name switch
            {
                "input_file_id" => Text(name, field.Value, text => InputFileId = text),
                "endpoint" => Text(name, field.Value, text => Endpoint = text) ?? CheckEndpoint(),
                "completion_window" => Text(name, field.Value, text => CompletionWindow = text) ?? ReadWindow(),
                "metadata" => ReadMetadata(field.Value),
                "output_expires_after" => ReadOutputKept(field.Value),
                _ => Refuse.Unknown(name),
            };
            if (refusal is not null) return refusal;
        }

        return null;
    }

    private OpenAiError? Missing() =>
        InputFileId.Length == 0 ? Refuse.Missing("input_file_id") : Endpoint.Length == 0 ? Refuse.Missing("endpoint") : CompletionWindow.Length == 0 ? Refuse.Missing("completion_window") : null;

    private static OpenAiError? Text(string name, RawJson value, Action<string> take)
    {
        if (!value.IsString) return Refuse.InvalidType(name, "a string");
        take(value.Text());
        return null;
    }

    private OpenAiError? CheckEndpoint() =>
        BatchEndpoints.Knows(Endpoint) ? null : Refuse.UnsupportedValue("endpoint", $"The endpoint must be one of {string.Join(", ", BatchEndpoints.All)}.");

    private OpenAiError? ReadWindow()
    {
        if (CompletionWindow is [.. var digits, 'h'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= LongestWindowHours)
        {
            Window = TimeSpan.FromHours(hours);
            return null;
        }

        return Refuse.UnsupportedValue("completion_window", $"The completion window must be '24h', or another number of whole hours from '1h' to '{LongestWindowHours}h'.");
    }

    private OpenAiError? ReadMetadata(RawJson value)
    {
        if (!value.IsObject) return Refuse.InvalidType("metadata", "an object");
        var count = 0;
        foreach (var pair in value.Fields)
        {
            var name = pair.Name.Text();
            if (++count > MostMetadata) return Refuse.InvalidValue("metadata", $"The metadata may have at most {MostMetadata} pairs.");
            if (name.Length is 0 or > LongestMetadataName) return Refuse.InvalidValue("metadata", $"A name in the metadata must have 1 to {LongestMetadataName} characters.");
            if (!pair.Value.IsString) return Refuse.InvalidType($"metadata.{name}", "a string");
            if (pair.Value.Text().Length > LongestMetadataValue) return Refuse.InvalidValue($"metadata.{name}", $"A value in the metadata may have at most {LongestMetadataValue} characters.");
        }

        // As it was written: U+0000, which PostgreSQL keeps in no text, stays an escape.
        Metadata = Encoding.UTF8.GetString(value.Bytes);
        return null;
    }

    private OpenAiError? ReadOutputKept(RawJson value)
    {
        const string Seconds = "output_expires_after.seconds", Anchor = "output_expires_after.anchor";
        if (!value.IsObject) return Refuse.InvalidType("output_expires_after", "an object");
        if (!value["anchor"u8].IsGiven) return Refuse.Missing(Anchor);
        if (!value["anchor"u8].Is("created_at"u8)) return Refuse.UnsupportedValue(Anchor, "The anchor must be 'created_at'.");
        if (!value["seconds"u8].IsGiven) return Refuse.Missing(Seconds);
        if (value["seconds"u8].Integer() is not (>= FileForm.LeastKept and <= FileForm.MostKept and var seconds))
            return Refuse.InvalidValue(Seconds, $"The field '{Seconds}' must be a whole number from {FileForm.LeastKept} to {FileForm.MostKept}.");
        OutputKept = TimeSpan.FromSeconds(seconds);
        return null;
    }
}
