using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Expressions;
using Sentralix.Expressions.Templates;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>The cards of a node.</summary>
internal sealed class Cards
{
    private readonly IReadOnlyList<Shape> all;

    private Cards(IReadOnlyList<Shape> all) => this.all = all;

    /// <summary><c>cards</c>: a list of <c>title</c>, <c>buttons</c> and, if wanted, <c>subtitle</c>, <c>file_id</c> and <c>url</c>.</summary>
    public static Cards? Read(NodeReader reader)
    {
        var items = reader.List("cards");
        if (items.Count == 0) return null;
        if (items.Count > Card.Most) reader.Fault("E001", "cards", $"must have at most {Card.Most} items");
        var all = new List<Shape>();
        foreach (var item in items)
        {
            var shape = new Shape(
                item.Template("title", required: true), item.Template("subtitle", required: false), item.Template("file_id", required: false), item.Template("url", required: false),
                Buttons.Read(item, Card.MaxButtons));
            if (shape.Buttons is null) item.Fault("E001", "buttons", "is required");
            item.RefuseUnknown();
            all.Add(shape);
        }

        return new Cards(all);
    }

    /// <summary>The part of a message. Cards whose title comes out empty, or that have no button left, are left out, so that a scenario may offer
    /// what there is.</summary>
    public MessagePart? Part(Activation activation)
    {
        var shown = all.Select(shape => Made(shape, activation)).OfType<Card>().ToArray();
        return shown.Length switch
        {
            0 => null,
            1 => new() { Type = PartTypes.Card, Card = shown[0] },
            _ => new() { Type = PartTypes.Carousel, Cards = shown },
        };
    }

    private static Card? Made(Shape shape, Activation activation)
    {
        var title = Words(shape.Title, activation, Card.MaxTitle);
        if (title is null || shape.Buttons?.Under(activation) is not { } buttons) return null;
        var file = Words(shape.FileId, activation, Ids.MaxLength);
        if (file is not null && !Ids.IsValid("file", file)) throw new NodeFaultException(FaultCodes.Value, "a card's file_id is not the id of a file");
        return new Card
        {
            Title = title,
            Subtitle = Words(shape.Subtitle, activation, Card.MaxSubtitle),
            FileId = file,
            Url = Buttons.AddressOf(shape.Url, activation, "card"),
            Buttons = [.. buttons.Rows.SelectMany(row => row)],
        };
    }

    private static string? Words(Template? template, Activation activation, int most)
    {
        var words = template?.Render(activation).Trim() ?? "";
        return words.Length == 0 ? null : words.Length > most ? $"{words[..(most - 1)]}…" : words;
    }

    private sealed record Shape(Template? Title, Template? Subtitle, Template? FileId, Template? Url, Buttons? Buttons);
}
