using System.Text.Json;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Expressions;
using Sentralix.Expressions.Values;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Runs.Nodes;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Tests.Runs;

/// <summary>Cards of a scenario.</summary>
public sealed class CardsTests
{
    [Fact]
    public void Cards_say_what_their_templates_give_and_those_without_a_title_or_a_button_are_left_out()
    {
        var part = Part("""
            { "cards": [
              { "title": "{{ vars.name }}", "subtitle": "100 г", "url": "https://a.example/{{ vars.name }}", "buttons": [ { "label": "Взять", "value": { "n": 1 } } ] },
              { "title": "{{ vars.none }}", "buttons": [ { "label": "Взять" } ] },
              { "title": "Кофе", "buttons": [ { "label": "{{ vars.none }}" } ] },
              { "title": "Мёд", "subtitle": "{{ vars.none }}", "buttons": [ { "label": "Взять" } ] } ] }
            """)!;

        Assert.Equal(PartTypes.Carousel, part.Type);
        Assert.Equal([("Чай", "100 г", "https://a.example/Чай"), ("Мёд", null, null)], part.Cards!.Select(card => (card.Title, card.Subtitle, card.Url)));
        Assert.Equal("{ \"n\": 1 }", part.Cards![0].Buttons[0].Value?.GetRawText());
    }

    [Fact]
    public void One_card_that_is_left_is_no_row_and_none_is_nothing()
    {
        Assert.Equal("Чай", Part("""{ "cards": [ { "title": "{{ vars.name }}", "buttons": [ { "label": "Да" } ] }, { "title": "{{ vars.none }}", "buttons": [ { "label": "Да" } ] } ] }""")!.Card!.Title);
        Assert.Null(Part("""{ "cards": [ { "title": "{{ vars.none }}", "buttons": [ { "label": "Да" } ] } ] }"""));
    }

    [Fact]
    public void Long_words_are_cut_to_what_a_card_may_say() =>
        Assert.Equal(Card.MaxTitle, Part($$"""{ "cards": [ { "title": "{{new string('я', 500)}}", "buttons": [ { "label": "Да" } ] } ] }""")!.Card!.Title.Length);

    [Theory]
    [InlineData("""{ "title": "А", "url": "javascript:alert(1)", "buttons": [ { "label": "Да" } ] }""")]
    [InlineData("""{ "title": "А", "file_id": "../secret", "buttons": [ { "label": "Да" } ] }""")]
    public void What_no_card_can_show_fails_the_node(string card) => Assert.Throws<NodeFaultException>(() => Part($$"""{ "cards": [ {{card}} ] }"""));

    [Theory]
    [InlineData("""{ "title": "А" }""", "nodes.x.cards[0].buttons")]
    [InlineData("""{ "buttons": [ { "label": "Да" } ] }""", "nodes.x.cards[0].title")]
    [InlineData("""{ "title": "А", "columns": 2, "buttons": [ { "label": "Да" } ] }""", "nodes.x.cards[0].columns")]
    [InlineData("""{ "title": "А", "buttons": [ { "label": "1" }, { "label": "2" }, { "label": "3" }, { "label": "4" } ] }""", "nodes.x.cards[0].buttons")]
    public void A_wrong_card_is_named_when_the_scenario_is_stored(string card, string path)
    {
        var faults = new List<ScenarioFault>();
        Cards.Read(new NodeReader("nodes.x", JsonDocument.Parse($$"""{ "cards": [ {{card}} ] }""").RootElement, faults));
        Assert.Contains(path, faults.Select(fault => fault.Path));
    }

    [Fact]
    public void A_model_reads_what_the_customer_was_offered()
    {
        var row = new MessagePart { Type = PartTypes.Carousel, Cards = [new() { Title = "Чай", Subtitle = "100 г", Buttons = [new() { Label = "Взять" }, new() { Label = "Ещё" }] }, new() { Title = "Кофе", Buttons = [new() { Label = "Взять" }] }] };
        Assert.Equal("Что?\n[Чай — 100 г: Взять, Ещё]\n[Кофе: Взять]", HistoryLine.TextOf([MessagePart.OfText("Что?"), row]));
    }

    private static MessagePart? Part(string node) =>
        Cards.Read(new NodeReader("nodes.x", JsonDocument.Parse(node).RootElement, []))!.Part(new Activation(ScenarioLanguage.Vocabulary, DateTimeOffset.UnixEpoch)
            .With("vars", Value.Of(ValueMap.Of(new() { ["name"] = Value.Of("Чай"), ["none"] = Value.Of("") }))));
}
