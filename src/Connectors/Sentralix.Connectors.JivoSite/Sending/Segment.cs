using System.Text.Json;
using Sentralix.Contracts;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>One message of Jivo, as it is kept until it is sent.</summary>
internal sealed record Segment
{
    public const string OfText = "TEXT";
    public const string OfMarkdown = "MARKDOWN";
    public const string OfButtons = "BUTTONS";

    /// <summary>Jivo's name of its kind.</summary>
    public required string Type { get; init; }

    /// <summary>What it says where nothing but text can be shown: no message goes without it.</summary>
    public required string Text { get; init; }

    /// <summary>In <c>MARKDOWN</c>: the same with marks.</summary>
    public string? Content { get; init; }

    /// <summary>In <c>BUTTONS</c>: what stands above them.</summary>
    public string? Title { get; init; }

    /// <summary>In <c>BUTTONS</c>.</summary>
    public IReadOnlyList<SegmentButton>? Buttons { get; init; }

    public string Write() => JsonSerializer.Serialize(this, SentralixJson.Options);

    /// <exception cref="JsonException">Not a segment.</exception>
    public static Segment Read(string json) => JsonSerializer.Deserialize<Segment>(json, SentralixJson.Options) ?? throw new JsonException("The segment is empty.");
}

/// <summary>A button.</summary>
internal sealed record SegmentButton(string Id, string Text);
