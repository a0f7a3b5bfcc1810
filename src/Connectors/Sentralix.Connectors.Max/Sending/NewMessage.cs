using System.Text.Json.Serialization;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>The body of <c>POST /messages</c> and <c>PUT /messages</c>.</summary>
internal sealed record NewMessage
{
    public string? Text { get; init; }

    /// <summary><c>html</c>; null: the text is as it stands.</summary>
    public string? Format { get; init; }

    public IReadOnlyList<NewAttachment>? Attachments { get; init; }

    /// <summary>The body for a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="media">What was uploaded for it.</param>
    /// <param name="formatted">Whether its marks are sent.</param>
    /// <param name="replaces">Whether it takes an older message's place: what it does not name is gone then.</param>
    public static NewMessage Of(Segment segment, NewAttachment? media, bool formatted, bool replaces = false)
    {
        var html = formatted ? HtmlText.Of(segment.Text ?? "", segment.Spans) : null;
        var attachments = new List<NewAttachment>();
        if (media is not null) attachments.Add(media);
        if (segment.Buttons is { Count: > 0 } rows) attachments.Add(new("inline_keyboard", new NewKeyboard([.. rows.Select(row => row.Select(ButtonOf).ToArray())])));
        return new() { Text = html ?? segment.Text ?? (replaces ? "" : null), Format = html is null ? null : "html", Attachments = attachments.Count > 0 || replaces ? attachments : null };
    }

    private static NewButton ButtonOf(SegmentButton button) => button.Url is { } url ? new("link", button.Label, null, url) : new("callback", button.Label, button.Token, null);
}

/// <summary>An attachment.</summary>
/// <param name="Type">MAX's type of it.</param>
/// <param name="Payload">What belongs to the type.</param>
internal sealed record NewAttachment(string Type, object Payload);

internal sealed record NewKeyboard([property: JsonPropertyName("buttons")] IReadOnlyList<NewButton[]> Rows);

internal sealed record NewButton(string Type, string Text, string? Payload, string? Url);
