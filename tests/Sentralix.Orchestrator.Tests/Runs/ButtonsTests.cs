using System.Text.Json;
using Sentralix.Contracts.Messengers;
using Sentralix.Expressions;
using Sentralix.Expressions.Values;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Runs.Nodes;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Tests.Runs;

public sealed class ButtonsTests
{
    [Fact]
    public void Buttons_stand_in_rows_and_those_without_a_label_are_left_out()
    {
        var keyboard = Under("""{ "columns": 2, "buttons": [ { "label": "{{ vars.first }}", "value": { "n": 1 } }, { "label": "{{ vars.none }}" }, { "label": "Б" }, { "label": "В", "url": "https://a.example/{{ vars.first }}" } ] }""");

        Assert.Equal([["Один", "Б"], ["В"]], keyboard!.Rows.Select(r => r.Select(b => b.Label)));
        Assert.Equal("{ \"n\": 1 }", keyboard.Rows[0][0].Value?.GetRawText());
        Assert.Equal("https://a.example/Один", keyboard.Rows[1][0].Url);
    }

    [Fact]
    public void Without_any_label_there_is_no_keyboard() => Assert.Null(Under("""{ "buttons": [ { "label": "{{ vars.none }}" } ] }"""));

    [Fact]
    public void A_long_label_is_cut_to_what_a_button_may_say() =>
        Assert.Equal(KeyboardButton.MaxLabel, Under($$"""{ "buttons": [ { "label": "{{new string('я', 500)}}" } ] }""")!.Rows[0][0].Label.Length);

    [Fact]
    public void An_address_that_is_none_fails_the_node() =>
        Assert.Throws<NodeFaultException>(() => Under("""{ "buttons": [ { "label": "А", "url": "javascript:alert(1)" } ] }"""));

    private static Keyboard? Under(string node)
    {
        var buttons = Buttons.Read(new NodeReader("nodes.x", JsonDocument.Parse(node).RootElement, []));
        return buttons!.Under(new Activation(ScenarioLanguage.Vocabulary, DateTimeOffset.UnixEpoch)
            .With("vars", Value.Of(ValueMap.Of(new() { ["first"] = Value.Of("Один"), ["none"] = Value.Of("") }))));
    }
}
