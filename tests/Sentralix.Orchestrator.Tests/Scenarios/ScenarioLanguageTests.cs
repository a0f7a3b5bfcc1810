using System.Text.Json;
using Sentralix.Contracts.Assistants;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Expressions;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Runs.Nodes;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Tests.Scenarios;

/// <summary>Expressions and templates inside of a running scenario. What the language itself can do is tested with it.</summary>
public sealed class ScenarioLanguageTests
{
    [Fact]
    public async Task A_text_is_made_of_what_the_run_knows()
    {
        var said = await Say("{{ vars.name }}, «{{ message.text }}» ({{ channel }}), найдено {{ results.look.count }}, кнопка {{ message.button.n }}, {{ now | date: 'd MMMM' }}");
        Assert.Equal("Анна, «Где заказ?» (telegram), найдено 2, кнопка 5, 23 ноября", said.Message!.Parts[0].Text);
    }

    [Theory]
    [InlineData("en-US", "November 23")]
    [InlineData("ru-RU", "ноября 23")]
    [InlineData(null, "ноября 23")]
    public async Task Dates_are_written_in_the_language_of_the_document(string? locale, string expected)
    {
        var scenario = Parse($$"""{ "sxs": "1", "id": "a", "start": "x", "locale": {{JsonSerializer.Serialize(locale)}}, "nodes": { "x": { "type": "say", "text": "@" } } }""".Replace("@", "{{ now | date: 'MMMM d' }}", StringComparison.Ordinal)).Scenario!;
        var run = Run();
        run.Locale = scenario.Locale;
        Assert.Equal(expected, (await scenario.Nodes["x"].Run(run, CancellationToken.None)).Message!.Parts[0].Text);
    }

    [Fact]
    public async Task The_first_case_that_holds_is_gone_to()
    {
        var node = Node("""{ "type": "condition", "cases": [ { "if": "vars.n > 5", "goto": "x" }, { "if": "vars.n in [3, 4] && message.text contains 'заказ'", "goto": "y" } ], "else": "z" }""");
        Assert.Equal("y", (await node.Run(Run(), CancellationToken.None)).Next);
    }

    [Fact]
    public void All_that_is_saved_sees_the_variables_as_they_were()
    {
        var run = Run();
        run.Save("x", new Dictionary<string, Expression> { ["n"] = Compiled("vars.n + 1"), ["before"] = Compiled("vars.n"), ["found"] = Compiled("result.items.map(i, {id: i})") }, JsonDocument.Parse("""{ "items": [1, 2] }""").RootElement);
        Assert.Equal(("4", "3", """[{"id":1},{"id":2}]"""), (run.State.Vars["n"].GetRawText(), run.State.Vars["before"].GetRawText(), run.State.Vars["found"].GetRawText()));
    }

    [Theory]
    [InlineData("{{ vars.n + vars.name }}", "expr_type")]
    [InlineData("{{ 1 / (vars.n - 3) }}", "expr_arithmetic")]
    [InlineData("{% for a in vars.many %}{% for b in vars.many %}{{ a * b }}{% endfor %}{% endfor %}", "expr_budget")]
    [InlineData("{{ vars.huge }}", "expr_arithmetic")]
    public async Task A_text_that_cannot_be_made_fails_the_node_with_the_code_of_the_fault(string text, string code)
    {
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => Say(text));
        Assert.Equal(code, fault.Code);
        Assert.DoesNotContain("Анна", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chance_is_the_same_again_when_the_same_visit_is_run_again_and_another_in_the_next()
    {
        async Task<string> Draw(int visit) => (await Say("{{ uuid() }}", Run(visit))).Message!.Parts[0].Text!;
        Assert.Equal(await Draw(1), await Draw(1));
        Assert.NotEqual(await Draw(1), await Draw(2));
    }

    [Theory]
    [InlineData("vars.n", true)]
    [InlineData("vars.n > 1", true)]
    [InlineData("1 + 1", false)]
    [InlineData("message.text", false)]
    public void A_condition_that_is_known_to_be_no_truth_is_a_fault_of_the_scenario(string condition, bool isGood)
    {
        var (scenario, faults) = Parse($$"""{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "condition", "cases": [ { "if": "{{condition}}", "goto": "x" } ], "else": "x" } } }""");
        Assert.Equal(isGood, scenario is not null);
        Assert.Equal(isGood ? [] : [("E012", "nodes.x.cases[0].if")], faults.Select(fault => (fault.Code, fault.Path)));
    }

    [Fact]
    public void A_fault_tells_its_place_in_the_expression()
    {
        var (_, faults) = Parse("""{ "sxs": "1", "id": "a", "start": "x", "nodes": { "x": { "type": "say", "text": "Да,\n{{ vars.n + }}" } } }""");
        Assert.StartsWith("expr_syntax at 2:13: a value behind '+' was expected", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    private static Task<NodeOutcome> Say(string text, RunContext? run = null) =>
        Node($$"""{ "type": "say", "text": {{JsonSerializer.Serialize(text)}} }""").Run(run ?? Run(), CancellationToken.None);

    private static Node Node(string json)
    {
        var faults = new List<ScenarioFault>();
        var node = JsonDocument.Parse(json).RootElement;
        var reader = new NodeReader("nodes.x", node, faults) { Id = "x" };
        var read = node.GetProperty("type").GetString() == "say" ? SayNode.Read(reader) : ConditionNode.Read(reader);
        Assert.Empty(faults);
        return read;
    }

    private static (Scenario? Scenario, IReadOnlyList<ScenarioFault> Faults) Parse(string document) => ScenarioParser.Parse(JsonDocument.Parse(document).RootElement);

    private static Expression Compiled(string source) => Expression.Compile(source, ScenarioLanguage.Vocabulary).Value!;

    private static RunContext Run(int visit = 1) => new(null!, _ => Task.CompletedTask)
    {
        RunId = "run_1",
        ConversationId = "cnv_1",
        Channel = Channel.Telegram,
        Attempt = 1,
        Epoch = 0,
        Release = new ActiveRelease("rel_1", "asst_1", "Анна", 1, "prod", new AssistantConfiguration()),
        Question = "Где заказ?",
        Pressed = JsonDocument.Parse("""{ "n": 5 }""").RootElement,
        History = [],
        Clock = TimeProvider.System,
        Now = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero),
        State = new Checkpoint
        {
            Visits = new() { ["x"] = visit },
            Vars = new()
            {
                ["n"] = JsonDocument.Parse("3").RootElement,
                ["name"] = JsonDocument.Parse("\"Анна\"").RootElement,
                ["huge"] = JsonDocument.Parse("1e999").RootElement,
                ["many"] = JsonSerializer.SerializeToElement(Enumerable.Range(0, 200)),
            },
            Results = new() { ["look"] = JsonDocument.Parse("""{ "count": 2 }""").RootElement },
        },
    };
}
