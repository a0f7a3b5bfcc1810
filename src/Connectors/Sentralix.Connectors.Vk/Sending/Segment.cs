using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>One message of VK, as it is kept until it is sent.</summary>
internal sealed record Segment
{
    /// <summary>The text; empty only beside a file.</summary>
    public string Text { get; init; } = "";

    /// <summary>How it looks.</summary>
    public IReadOnlyList<TextSpan>? Spans { get; init; }

    /// <summary>The part's type, where a file is sent.</summary>
    public string? Kind { get; init; }

    /// <summary>The file to be sent.</summary>
    public string? FileId { get; init; }

    /// <summary>The file's name for the contact.</summary>
    public string? FileName { get; init; }

    /// <summary>Buttons under it.</summary>
    public IReadOnlyList<IReadOnlyList<SegmentButton>>? Buttons { get; init; }

    /// <summary>Cards under it, in a row.</summary>
    public IReadOnlyList<SegmentCard>? Cards { get; init; }

    /// <summary>It comes of one that VK found too long.</summary>
    public bool IsPiece { get; init; }

    public string Write() => JsonSerializer.Serialize(this, SentralixJson.Options);

    /// <exception cref="JsonException">Not a segment.</exception>
    public static Segment Read(string json) => JsonSerializer.Deserialize<Segment>(json, SentralixJson.Options) ?? throw new JsonException("The segment is empty.");
}

/// <summary>A card.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Subtitle">What stands under it.</param>
/// <param name="FileId">Its picture.</param>
/// <param name="Url">The page it opens.</param>
/// <param name="Buttons">Its buttons.</param>
internal sealed record SegmentCard(string Title, string? Subtitle, string? FileId, string? Url, IReadOnlyList<SegmentButton> Buttons);

/// <summary>A button: with an address it opens a page, else a press brings the token back.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Token">What stands for its value.</param>
/// <param name="Url">The page it opens.</param>
/// <param name="AsText">A press comes as a message: the contact's application knows no other.</param>
internal sealed record SegmentButton(string Label, string? Token, string? Url, bool AsText = false);
