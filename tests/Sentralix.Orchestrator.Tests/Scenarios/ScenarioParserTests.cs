using System.Text.Json;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Tests.Scenarios;

public sealed class ScenarioParserTests
{
    [Fact]
    public void A_whole_scenario_is_read()
    {
        var (scenario, faults) = Parse("""
            { "sxs": "1", "id": "order-status", "name": "Статус", "start": "look", "on_error": "sorry", "vars": { "n": 0 },
              "nodes": {
                "look": { "type": "retrieve", "query": "message.text", "top_k": 3, "save": { "found": "result.count" }, "next": "route" },
                "route": { "type": "condition", "cases": [ { "if": "vars.found > 0", "goto": "answer" } ], "else": "nothing" },
                "answer": { "type": "llm", "instructions": "Отвечай кратко.", "next": "end" },
                "nothing": { "type": "say", "text": "Не нашёл.", "next": "end" },
                "sorry": { "type": "say", "text": "Простите.", "next": "end" },
                "end": { "type": "end", "outcome": "resolved" } } }
            """);
        Assert.Empty(faults);
        Assert.Equal(6, scenario!.Nodes.Count);
    }

    [Theory]
    [InlineData("E001", "sxs", """{ "id": "a", "start": "x", "nodes": { "x": { "type": "end" } } }""")]
    [InlineData("E001", "nodes.x.type", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "teleport" } } }""")]
    [InlineData("E001", "nodes.x.txet", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "да", "txet": 1 } } }""")]
    [InlineData("E001", "nodes.x.top_k", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "retrieve", "top_k": -1 } } }""")]
    [InlineData("E002", "id", """{ "sxs": "1", "id": "с пробелом", "start": "x", "nodes": { "x": { "type": "end" } } }""")]
    [InlineData("E003", "nodes.x.next", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "да", "next": "gone" } } }""")]
    [InlineData("E004", "start", """{ "sxs": "1", "id": "a", "start": "gone", "nodes": { "x": { "type": "end" } } }""")]
    [InlineData("E005", "nodes.y", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "end" }, "y": { "type": "end" } } }""")]
    [InlineData("E010", "nodes.x.else", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "condition", "cases": [] } } }""")]
    [InlineData("E012", "nodes.x.text", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "{{ secrets.key }}" } } }""")]
    [InlineData("E012", "nodes.x.cases[0].if", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "condition", "cases": [ { "if": "1 +", "goto": "x" } ], "else": "x" } } }""")]
    [InlineData("E001", "nodes.x.buttons[0].label", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "да", "buttons": [ { "value": 1 } ] } } }""")]
    [InlineData("E001", "nodes.x.buttons[0].value", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "да", "buttons": [ { "label": "б", "value": 1, "url": "https://a.example" } ] } } }""")]
    [InlineData("E001", "nodes.x.buttons[0].lable", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "да", "buttons": [ { "label": "б", "lable": "в" } ] } } }""")]
    [InlineData("E012", "nodes.x.buttons[1].label", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "да", "buttons": [ { "label": "б" }, { "label": "{{" } ] } } }""")]
    [InlineData("E001", "nodes.x.columns", """{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "да", "columns": 9, "buttons": [ { "label": "б" } ] } } }""")]
    public void Every_fault_has_its_code_and_its_place(string code, string path, string document)
    {
        var (scenario, faults) = Parse(document);
        Assert.Null(scenario);
        Assert.Contains(faults, f => f.Code == code && f.Path == path);
    }

    [Fact]
    public void All_faults_of_a_document_are_named_at_once()
    {
        var (_, faults) = Parse("""{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "next": "gone" }, "z": { "type": "llm", "temperature": 9 } } }""");
        Assert.True(faults.Count >= 4, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{ "sxs": 1, "id": [], "start": {}, "nodes": [] }""")]
    [InlineData("""{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": 1, "y": { "type": 5 }, "z": { "type": "condition", "cases": [1], "else": 2 } } }""")]
    public void Hostile_documents_are_refused_and_break_nothing(string document) => Assert.NotEmpty(Parse(document).Faults);

    private static (Scenario? Scenario, IReadOnlyList<Contracts.Orchestrator.ScenarioFault> Faults) Parse(string document) =>
        ScenarioParser.Parse(JsonDocument.Parse(document).RootElement);
}
