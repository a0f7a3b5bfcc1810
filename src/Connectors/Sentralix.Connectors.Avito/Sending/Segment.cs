using System.Text.Json;
using Sentralix.Contracts;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>One message of Avito, as it is kept until it is sent: a text or a picture.</summary>
internal sealed record Segment
{
    /// <summary>The text; null: a picture.</summary>
    public string? Text { get; init; }

    /// <summary>The picture's file.</summary>
    public string? FileId { get; init; }

    public string Write() => JsonSerializer.Serialize(this, SentralixJson.Options);

    /// <exception cref="JsonException">Not a segment.</exception>
    public static Segment Read(string json) => JsonSerializer.Deserialize<Segment>(json, SentralixJson.Options) ?? throw new JsonException("The segment is empty.");
}
