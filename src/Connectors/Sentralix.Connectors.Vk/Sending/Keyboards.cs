using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Buttons under messages, in VK's limits for keyboards inside a message. What does not fit under one message goes under further ones:
/// every button can be pressed.</summary>
internal static class Keyboards
{
    /// <summary>The most buttons under a message.</summary>
    public const int MaxButtons = 10;

    /// <summary>The longest label, in UTF-16 code units.</summary>
    public const int MaxLabel = 40;

    private const int MaxInRow = 5;
    private const int MaxRows = 6;
    private const int InRowWhenDivided = 2;

    /// <summary>The keyboards of a message, each for a message of VK.</summary>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<SegmentButton>>> Of(Keyboard? keyboard, IReadOnlyList<ButtonToken> tokens, List<Degradation> degraded)
    {
        if (keyboard is null) return [];
        var rows = Rows(keyboard, tokens, degraded);
        var all = rows.SelectMany(row => row).ToArray();
        if (all.Length == 0) return [];
        if (all.Length <= MaxButtons && rows.Count <= MaxRows && rows.TrueForAll(row => row.Count <= MaxInRow)) return [[.. rows]];
        degraded.Add(new("buttons", all.Length > MaxButtons ? "more_messages" : "other_rows"));
        return [.. all.Chunk(MaxButtons).Select(some => (IReadOnlyList<IReadOnlyList<SegmentButton>>)[.. some.Chunk(InRowWhenDivided)])];
    }

    /// <summary>As VK takes it; null: no buttons.</summary>
    public static string? Write(IReadOnlyList<IReadOnlyList<SegmentButton>>? rows) => rows is null ? null : JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["inline"] = true,
        ["buttons"] = rows.Select(row => row.Select(button => new Dictionary<string, object> { ["action"] = Action(button) }).ToArray()).ToArray(),
    });

    /// <summary>In words, for communities that may show no buttons.</summary>
    public static string InWords(IReadOnlyList<IReadOnlyList<SegmentButton>> rows) =>
        string.Join('\n', rows.SelectMany(row => row).Select(button => button.Url is { } url ? $"• {button.Label}: {url}" : $"• {button.Label}"));

    /// <summary>The buttons as an application shows them: where a press cannot be told without a message, it comes as one.</summary>
    public static IReadOnlyList<IReadOnlyList<SegmentButton>> For(ClientInfo client, IReadOnlyList<IReadOnlyList<SegmentButton>> rows, List<Degradation> degraded)
    {
        if (client.Callback) return rows;
        degraded.Add(new("buttons", "text_buttons"));
        return [.. rows.Select(row => (IReadOnlyList<SegmentButton>)[.. row.Select(button => button.Url is null ? button with { AsText = true } : button)])];
    }

    // A press of a text button comes as a message with the same payload.
    public static Dictionary<string, string> Action(SegmentButton button) => button.Url is { } url
        ? new() { ["type"] = "open_link", ["label"] = button.Label, ["link"] = url }
        : new() { ["type"] = button.AsText ? "text" : "callback", ["label"] = button.Label, ["payload"] = ButtonPayload.Write(button.Token!) };

    private static List<IReadOnlyList<SegmentButton>> Rows(Keyboard keyboard, IReadOnlyList<ButtonToken> tokens, List<Degradation> degraded)
    {
        // Tokens stand in the order of the buttons: for every one of them, or only for those that do not open a page.
        var forAll = tokens.Count == keyboard.Rows.Sum(row => row.Count);
        var next = 0;
        var rows = new List<IReadOnlyList<SegmentButton>>();
        foreach (var row in keyboard.Rows.Where(row => row.Count > 0))
        {
            var count = row.Count(button => forAll || button.Url is null);
            rows.Add(Row(row, [.. tokens.Skip(next).Take(count)], degraded));
            next += count;
        }

        return rows;
    }

    /// <summary>One row.</summary>
    public static IReadOnlyList<SegmentButton> Row(IReadOnlyList<KeyboardButton> row, IReadOnlyList<ButtonToken> tokens, List<Degradation> degraded)
    {
        var forAll = tokens.Count == row.Count;
        var next = 0;
        var made = new List<SegmentButton>();
        foreach (var button in row)
        {
            var token = button.Url is not null && !forAll ? null : tokens.Count > next ? tokens[next++].Token : throw new ArgumentException("A button has no token.", nameof(tokens));
            made.Add(new(Label(button.Label, degraded), button.Url is null ? token : null, button.Url));
        }

        return made;
    }

    private static string Label(string label, List<Degradation> degraded)
    {
        if (label.Length <= MaxLabel) return label;
        degraded.Add(new("buttons", "label_cut"));
        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(label, end) is var after && after < MaxLabel) end = after;
        return $"{(end > 0 ? label[..end] : "")}…";
    }
}
