using System.Text.Json;
using Sentralix.Orchestrator.Scenarios.Expressions;

namespace Sentralix.Orchestrator.Tests.Scenarios;

public sealed class ExpressionTests
{
    private static readonly Dictionary<string, object?> Vars = (Dictionary<string, object?>)Values.Of(JsonDocument.Parse(
        """{ "n": 3, "price": 10.5, "name": "Анна", "tags": ["vip", "new"], "order": { "status": "delivered", "items": [ { "sku": "A-1" } ] }, "none": null }""").RootElement)!;

    private static object? Roots(string name) => name == "vars" ? Vars : name == "message" ? new Dictionary<string, object?> { ["text"] = "Где мой заказ?" } : null;

    [Theory]
    [InlineData("1 + 2 * 3", 7L)]
    [InlineData("(1 + 2) * 3", 9L)]
    [InlineData("10 - 3 - 2", 5L)]
    [InlineData("-vars.n + 1", -2L)]
    [InlineData("7 % 4", 3L)]
    [InlineData("vars.n == 3", true)]
    [InlineData("vars.n == 3.0", true)]
    [InlineData("vars.n < 3 || vars.price >= 10.5", true)]
    [InlineData("!(vars.n < 3) && true", true)]
    [InlineData("vars.order.status == 'delivered'", true)]
    [InlineData("vars.order.items[0].sku", "A-1")]
    [InlineData("vars.order['status']", "delivered")]
    [InlineData("size(vars.order.items)", 1L)]
    [InlineData("vars.tags[1]", "new")]
    [InlineData("vars.tags[0]", "vip")]
    [InlineData("vars.tags[9]", null)]
    [InlineData("vars.n", 3L)]
    [InlineData("vars.none.anything.at_all", null)]
    [InlineData("vars.missing == null", true)]
    [InlineData("vars.missing < 3", false)]
    [InlineData("'vip' in vars.tags", true)]
    [InlineData("vars.tags contains 'old'", false)]
    [InlineData("message.text contains 'ЗАКАЗ'", true)]
    [InlineData("vars.n > 2 ? 'many' : 'few'", "many")]
    [InlineData("'Привет, ' + vars.name", "Привет, Анна")]
    [InlineData("size(vars.tags) + size('абв')", 5L)]
    [InlineData("upper(trim('  да '))", "ДА")]
    public void An_expression_has_this_value(string text, object? expected)
    {
        var compiled = Expression.Compile(text, out var fault);
        Assert.True(compiled is not null, fault);
        Assert.Equal(expected, compiled(Roots));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("vars.")]
    [InlineData("secrets.key")]
    [InlineData("unknown(1)")]
    [InlineData("1 2")]
    [InlineData("vars.n = 3")]
    public void What_is_no_expression_is_refused_with_a_reason(string text)
    {
        Assert.Null(Expression.Compile(text, out var fault));
        Assert.False(string.IsNullOrEmpty(fault));
    }

    [Theory]
    [InlineData("1 / 0")]
    [InlineData("1 + vars.none")]
    [InlineData("vars.n && true")]
    [InlineData("'a' * 2")]
    public void A_value_of_the_wrong_kind_is_an_error_of_the_expression(string text) =>
        Assert.Throws<ExpressionException>(() => Expression.Compile(text, out _)!(Roots));

    [Fact]
    public void A_deep_expression_does_not_break_the_process()
    {
        var deep = new string('(', 900) + "1" + new string(')', 900);
        Assert.True(Expression.Compile(deep, out var fault) is not null || fault is not null);
    }

    [Fact]
    public void A_template_puts_values_into_text()
    {
        var template = Template.Compile("{{ vars.name }}, у вас {{ vars.n + 1 }} заказа{{ vars.none }}.", out _)!;
        Assert.Equal("Анна, у вас 4 заказа.", template.Render(Roots));
    }

    [Theory]
    [InlineData("{{ vars.name")]
    [InlineData("{{ 1 + }}")]
    public void A_broken_template_is_refused(string text) => Assert.Null(Template.Compile(text, out _));
}
