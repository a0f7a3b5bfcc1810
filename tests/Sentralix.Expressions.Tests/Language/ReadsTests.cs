using Sentralix.Expressions.Templates;

namespace Sentralix.Expressions.Tests.Language;

public sealed class ReadsTests
{
    [Theory]
    [InlineData("1 + 2", "")]
    [InlineData("vars.order.status == 'x'", "vars.order.status")]
    [InlineData("vars.a + vars.a + slots.b", "slots.b vars.a")]
    [InlineData("vars.items[0].sku", "vars.items[*].sku")]
    [InlineData("vars['первый заказ'].n", "vars['первый заказ'].n")]
    [InlineData("vars[vars.key].n", "vars.key vars[*].n")]
    [InlineData("vars.items.filter(x, x.price > inputs.least).map(y, y.sku)", "inputs.least vars.items vars.items[*].price")]
    [InlineData("vars.a.map(x, x.b.map(y, y.c + x.d))", "vars.a vars.a[*].b vars.a[*].b[*].c vars.a[*].d")]
    [InlineData("get('vars.order.items[0].sku', slots.none)", "slots.none vars.order.items[*].sku")]
    [InlineData("vars.order.get('items', 1)", "vars.order")]
    [InlineData("ru.plural(vars.n, 'a', 'b', 'c')", "vars.n")]
    [InlineData("secrets.key | upper", "secrets.key")]
    [InlineData("vars.a ? vars.b : {k: [vars.c]}", "vars.a vars.b vars.c")]
    [InlineData("!vars.a && -vars.b < 0", "vars.a vars.b")]
    [InlineData("(vars.a).b", "vars.a.b")]
    [InlineData("upper(vars.a).b", "vars.a")]
    [InlineData("now", "now")]
    public void What_an_expression_reads_is_known_without_running_it(string source, string reads) =>
        Assert.Equal(reads, string.Join(' ', Expression.ReadsOf(source)!.Select(path => path.ToString()).Order(StringComparer.Ordinal)));

    [Fact]
    public void What_a_template_reads_is_known_too() => Assert.Equal(
        "slots.a vars.items vars.items[*].count vars.items[*].price vars.name vars.none",
        string.Join(' ', Template.ReadsOf("{{ vars.name }}{% if slots.a %}{{ vars.none }}{% endif %}{% for i in vars.items %}{% if loop.first %}{{ i.price * i.count }}{% endif %}{% endfor %}")!
            .Select(path => path.ToString()).Order(StringComparer.Ordinal)));

    [Fact]
    public void A_compiled_expression_tells_it_as_well_and_what_is_none_reads_nothing()
    {
        Assert.Equal("vars.n", Sample.Compile("vars.n + 1").Reads.Single().ToString());
        Assert.Null(Expression.ReadsOf("vars."));
        Assert.Null(Template.ReadsOf("{{ vars. }}"));
    }
}
