using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Buttons in the rows that MAX has room for.</summary>
internal static class KeyboardRows
{
    /// <summary>The most buttons under a message.</summary>
    public const int MaxButtons = 210;

    private const int MaxRows = 30;
    private const int MaxInRow = 7;

    // Buttons that open a page need more room.
    private const int MaxInLinkRow = 3;
    private const int MaxToken = 1024;
    private const int MaxUrl = 2048;

    /// <param name="keyboard">The buttons as asked for.</param>
    /// <param name="tokens">In the order of the buttons: for every one, or only for those that do not open a page.</param>
    /// <param name="degraded">What could not be done as asked.</param>
    public static IReadOnlyList<IReadOnlyList<SegmentButton>> Of(Keyboard? keyboard, IReadOnlyList<ButtonToken> tokens, List<Degradation> degraded)
    {
        if (keyboard is null) return [];
        var asked = Read(keyboard, tokens, degraded);
        var rows = asked.SelectMany(row => Packed(row)).ToList();
        if (rows.Count != asked.Count) degraded.Add(new("buttons", "more_rows"));
        if (rows.Count <= MaxRows) return rows;

        // More rows than there may be: the rows are filled up, in the same order.
        rows = [.. Packed([.. asked.SelectMany(row => row)])];
        degraded.Add(new("buttons", "fewer_rows"));
        if (rows.Count > MaxRows) degraded.Add(new("buttons", "left_out"));
        return [.. rows.Take(MaxRows)];
    }

    private static List<List<SegmentButton>> Read(Keyboard keyboard, IReadOnlyList<ButtonToken> tokens, List<Degradation> degraded)
    {
        var forAll = tokens.Count == keyboard.Rows.Sum(row => row.Count);
        var next = 0;
        var rows = new List<List<SegmentButton>>();
        foreach (var row in keyboard.Rows)
        {
            var made = new List<SegmentButton>();
            foreach (var button in row)
            {
                var opens = button.Url is not null;
                var token = opens && !forAll ? null : tokens.Count > next ? tokens[next++].Token : throw new ArgumentException("A button has no token.", nameof(tokens));
                if (!opens && token!.Length is < 1 or > MaxToken) throw new ArgumentException($"A button's token has 1 to {MaxToken} characters.", nameof(tokens));
                if (button.Url?.Length > MaxUrl) degraded.Add(new("buttons", "left_out"));
                else made.Add(new(button.Label, opens ? null : token, button.Url));
            }

            if (made.Count > 0) rows.Add(made);
        }

        return rows;
    }

    private static IEnumerable<List<SegmentButton>> Packed(IReadOnlyList<SegmentButton> buttons)
    {
        var row = new List<SegmentButton>();
        foreach (var button in buttons)
        {
            var most = button.Url is not null || row.Any(other => other.Url is not null) ? MaxInLinkRow : MaxInRow;
            if (row.Count >= most)
            {
                yield return row;
                row = [];
            }

            row.Add(button);
        }

        if (row.Count > 0) yield return row;
    }
}
