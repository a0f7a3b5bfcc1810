using Sentralix.Expressions.Syntax;

namespace Sentralix.Expressions.Tests.Language;

public sealed class CanonicalTests
{
    [Theory]
    [InlineData("1+2*3", "1 + 2 * 3")]
    [InlineData("((1+2))*3", "(1 + 2) * 3")]
    [InlineData("1-(2-3)", "1 - (2 - 3)")]
    [InlineData("(1-2)-3", "1 - 2 - 3")]
    [InlineData("!( a.b )", "!a.b")]
    [InlineData("-(1+2)", "-(1 + 2)")]
    [InlineData("(a==b)==c", "(a == b) == c")]
    [InlineData("a||(b&&c)", "a || b && c")]
    [InlineData("(a||b)&&c", "(a || b) && c")]
    [InlineData("a?b:(c?d:e)", "a ? b : c ? d : e")]
    [InlineData("(a?b:c)?d:e", "(a ? b : c) ? d : e")]
    [InlineData("a?(b?c:d):e", "a ? (b ? c : d) : e")]
    [InlineData("\"it's\"", "'it\\'s'")]
    [InlineData("x|date:'d',a|upper", "x | date: 'd', a | upper")]
    [InlineData("(a+b)|f", "(a + b) | f")]
    [InlineData("a+b|f", "a + (b | f)")]
    [InlineData("f((x|g:1),2)", "f((x | g: 1), 2)")]
    [InlineData("[1,2]", "[1, 2]")]
    [InlineData("{'a':1,\"b c\":2}", "{a: 1, 'b c': 2}")]
    [InlineData("a . b ?. c [ 0 ]", "a.b?.c[0]")]
    [InlineData("items.filter( x,x>1 )", "items.filter(x, x > 1)")]
    [InlineData("5.0", "5.0")]
    [InlineData("5.00", "5.00")]
    [InlineData("a in b", "a in b")]
    [InlineData("ru.plural(1,'a','b','c')", "ru.plural(1, 'a', 'b', 'c')")]
    public void The_canonical_text_is_the_shortest_clear_one(string source, string canonical)
    {
        Assert.Equal(canonical, Printer.Print(ExpressionParser.Parse(source, Budget.Default)));
        Assert.Equal(canonical, Printer.Print(ExpressionParser.Parse(canonical, Budget.Default)));
    }

    [Fact]
    public void Parsing_the_canonical_text_gives_the_same_expression()
    {
        for (var seed = 0; seed < 5000; seed++)
        {
            var node = new RandomExpressions(seed).Any(depth: 5);
            var text = Printer.Print(node);
            if (text.Length > Budget.Default.ExpressionLength) continue;
            Node again;
            try
            {
                again = ExpressionParser.Parse(text, Budget.Default);
            }
            catch (ExpressionException wrong)
            {
                Assert.Fail($"seed {seed}: {text}: {wrong.Message} at {wrong.Span}");
                throw;
            }

            Assert.True(Structure.Of(node) == Structure.Of(again), $"seed {seed}: {text}\n{Structure.Of(node)}\n{Structure.Of(again)}");
            Assert.Equal(text, Printer.Print(again));
        }
    }
}
