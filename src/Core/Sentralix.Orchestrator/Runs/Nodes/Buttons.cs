using System.Text.Json;
using Sentralix.Contracts.Messengers;
using Sentralix.Expressions;
using Sentralix.Expressions.Templates;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>The buttons of a node, in rows.</summary>
internal sealed class Buttons
{
    private const int Most = 100;
    private readonly IReadOnlyList<Button> all;
    private readonly int columns;

    private Buttons(IReadOnlyList<Button> all, int columns) => (this.all, this.columns) = (all, columns);

    /// <summary><c>buttons</c>: a list of <c>label</c> and, if wanted, <c>value</c> (any JSON) or <c>url</c>; <c>columns</c>: how many stand in
    /// a row, from 1 to 8; left out: 1.</summary>
    public static Buttons? Read(NodeReader reader) => Read(reader, Most, reader.Whole("columns", 1, 8));

    /// <summary>The same in a card, which has no rows.</summary>
    public static Buttons? Read(NodeReader reader, int most) => Read(reader, most, columns: null);

    private static Buttons? Read(NodeReader reader, int most, long? columns)
    {
        var items = reader.List("buttons");
        if (items.Count == 0) return null;
        if (items.Count > most) reader.Fault("E001", "buttons", $"must have at most {most} items");
        var all = new List<Button>();
        foreach (var item in items)
        {
            var button = new Button(item.Template("label", required: true), item.Json("value", KeyboardButton.MaxValue), item.Template("url", required: false));
            if (button is { Value: not null, Url: not null }) item.Fault("E001", "value", "cannot be given beside a url");
            item.RefuseUnknown();
            all.Add(button);
        }

        return new Buttons(all, (int)(columns ?? 1));
    }

    /// <summary>The keyboard under a message. Buttons whose label comes out empty are left out, so that a scenario may offer what there is.</summary>
    public Keyboard? Under(Activation activation)
    {
        var shown = new List<KeyboardButton>();
        foreach (var (label, value, url) in all)
        {
            var words = label?.Render(activation).Trim() ?? "";
            if (words.Length == 0) continue;
            if (words.Length > KeyboardButton.MaxLabel) words = $"{words[..(KeyboardButton.MaxLabel - 1)]}…";
            shown.Add(new KeyboardButton { Label = words, Value = value, Url = AddressOf(url, activation, "button") });
        }

        return shown.Count == 0 ? null : new Keyboard { Rows = [.. shown.Chunk(columns)] };
    }

    /// <summary>The page that something opens.</summary>
    public static string? AddressOf(Template? url, Activation activation, string of)
    {
        if (url is null) return null;
        var address = url.Render(activation).Trim();
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? address
            : throw new NodeFaultException(FaultCodes.Value, $"a {of}'s url is not an http or https address");
    }

    private sealed record Button(Template? Label, JsonElement? Value, Template? Url);
}
