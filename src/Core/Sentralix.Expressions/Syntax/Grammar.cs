using Parlot;
using Parlot.Fluent;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Syntax;

/// <summary>
/// The grammar of expressions:
/// <code>
/// expr    = or ["?" or ":" expr]          (between "?" and ":" without filters, unless in brackets)
/// or      = and {"||" and};  and = cmp {"&amp;&amp;" cmp}
/// cmp     = add [("=="|"!="|"&lt;"|"&lt;="|"&gt;"|"&gt;="|"in"|"contains"|"matches") add]
/// add     = mul {("+"|"-") mul};  mul = unary {("*"|"/"|"%") unary}
/// unary   = ["!"|"-"] unary | post
/// post    = prim {"." name [call] | "?." name [call] | "[" expr "]" | "|" name {"." name} [":" arg {"," arg}]}
/// prim    = number | text | name [call] | "[" [expr {"," expr}] "]" | "{" [key ":" expr {"," …}] "}" | "(" expr ")"
/// call    = "(" [expr {"," expr}] ")";  arg = or without filters
/// </code>
/// Arguments of a filter have no filters of their own, so that <c>x | default: 'a' | upper</c> is a chain, as in every template language.
/// </summary>
internal static class Grammar
{
    /// <summary>How high operators may be stacked: they are walked recursively.</summary>
    private const int MaxHeight = 256;

    /// <summary>An expression; behind it anything may stand.</summary>
    public static readonly Parser<Node> Expression = Build();

    private static Parser<Node> Build()
    {
        var expression = Deferred<Node>();
        var argument = Deferred<Node>();
        var primary = Primary(expression);
        var withFilters = Binary(Postfix(primary, expression, Filter(argument)));
        var withoutFilters = Binary(Postfix(primary, expression, null));
        argument.Parser = new Nested<Node>(withoutFilters);

        var choice = Terms.Char('?').SkipAnd(Expect(argument, "a value behind '?'"))
            .AndSkip(Expect(Terms.Char(':'), "':'")).And(Expect(expression, "a value behind ':'"));
        expression.Parser = new Nested<Node>(withFilters.And(ZeroOrOne(choice))
            .Then(c => c.Item2 is [var (then, otherwise)] ? new ChoiceNode(c.Item1, then, otherwise, c.Item1.Span.To(otherwise.Span)) : c.Item1));
        return expression;
    }

    private static Parser<Node> Primary(Parser<Node> expression)
    {
        var text = Tokens.Text.Then<Node>(t => new LiteralNode(Value.Of(t.Text), t.Span));
        var name = Tokens.Word.And(ZeroOrOne(Call(expression))).Then(n => Named(n.Item1.Name, n.Item1.Span, n.Item2)).When((_, n) => n is not null).Then(n => n!);
        var group = Terms.Char('(').SkipAnd(Expect(expression, "a value")).AndSkip(Expect(Terms.Char(')'), "')'"));
        var list = Enclosed('[', expression, ']', "a value").Then<Node>((_, start, end, items) => new ListNode(items, new SourceSpan(start, end)));
        var key = OneOf(Tokens.Word, Tokens.Text);
        var entry = key.AndSkip(Expect(Terms.Char(':'), "':'")).And(Expect(expression, "a value")).Then(e => (e.Item1.Item1, e.Item2));
        var map = Enclosed('{', entry, '}', "a name").Then<Node>((_, start, end, entries) => new MapNode(entries, new SourceSpan(start, end)));
        return OneOf(Tokens.Number, text, name, group, list, map);
    }

    private static Parser<Node> Postfix(Parser<Node> primary, Parser<Node> expression, Parser<Func<Node, Node>>? filter)
    {
        var called = ZeroOrOne(Call(expression));
        var member = Terms.Char('.').SkipAnd(Expect(Tokens.Word, "a name behind '.'")).And(called)
            .Then<Func<Node, Node>>((_, _, end, m) => target => Member(target, m.Item1.Name, m.Item1.Span, m.Item2, isSafe: false, end));
        var safe = Terms.Text("?.").SkipAnd(Expect(Tokens.Word, "a name behind '?.'")).And(called)
            .Then<Func<Node, Node>>((_, _, end, m) => target => Member(target, m.Item1.Name, m.Item1.Span, m.Item2, isSafe: true, end));
        var index = Terms.Char('[').SkipAnd(Expect(expression, "a value")).AndSkip(Expect(Terms.Char(']'), "']'"))
            .Then<Func<Node, Node>>((_, _, end, i) => target => new IndexNode(target, i, new SourceSpan(target.Span.Start, end)));
        var step = filter is null ? OneOf(safe, member, index) : OneOf(safe, member, index, filter);
        return primary.And(ZeroOrMany(step)).Then(p => p.Item2.Aggregate(p.Item1, (inner, next) => Checked(next(inner))));
    }

    private static Parser<Func<Node, Node>> Filter(Parser<Node> argument)
    {
        var name = Tokens.Word.And(ZeroOrMany(Literals.Char('.').SkipAnd(Tokens.Word)))
            .Then((_, start, end, n) => (Name: string.Join('.', n.Item2.Select(part => part.Name).Prepend(n.Item1.Name)), Span: new SourceSpan(start, end)));
        var value = Expect(argument, "a value");
        var arguments = Terms.Char(':').SkipAnd(value).And(ZeroOrMany(Terms.Char(',').SkipAnd(value))).Then<IReadOnlyList<Node>>(a => [a.Item1, .. a.Item2]);
        return Terms.Char('|').WhenNotFollowedBy(Literals.Char('|')).SkipAnd(Expect(name, "the name of a filter")).And(ZeroOrOne(arguments))
            .Then<Func<Node, Node>>((_, _, end, f) => target =>
                new CallNode(f.Item1.Name, [target, .. f.Item2.SelectMany(a => a)], CallForm.Filter, f.Item1.Span, new SourceSpan(target.Span.Start, end)));
    }

    private static Parser<Node> Binary(Parser<Node> postfix)
    {
        var unary = Deferred<Node>();
        unary.Parser = OneOf(Unary('!', UnaryOperator.Not, unary), Unary('-', UnaryOperator.Negate, unary), postfix);
        var product = Chain(unary, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Remainder);
        var sum = Chain(product, BinaryOperator.Add, BinaryOperator.Subtract);
        var comparison = sum.And(ZeroOrOne(Right(sum,
                BinaryOperator.Equal, BinaryOperator.NotEqual, BinaryOperator.LessOrEqual, BinaryOperator.GreaterOrEqual, BinaryOperator.Less, BinaryOperator.Greater,
                BinaryOperator.In, BinaryOperator.Contains, BinaryOperator.Matches)))
            .Then(c => c.Item2.Aggregate(c.Item1, Combined));
        var both = Chain(comparison, BinaryOperator.And);
        return Chain(both, BinaryOperator.Or);
    }

    private static Parser<Node> Unary(char sign, UnaryOperator @operator, Parser<Node> operand) =>
        new Nested<Node>(Terms.Char(sign).SkipAnd(Expect(operand, $"a value behind '{sign}'"))
            .Then<Node>((_, start, _, inner) => new UnaryNode(@operator, inner, new SourceSpan(start, inner.Span.End))));

    private static Parser<Node> Chain(Parser<Node> part, params BinaryOperator[] operators) =>
        part.And(ZeroOrMany(Right(part, operators))).Then(c => c.Item2.Aggregate(c.Item1, Combined));

    private static Parser<(BinaryOperator Operator, Node Operand)> Right(Parser<Node> operand, params BinaryOperator[] operators) =>
        OneOf([.. operators.Select(o => Sign(o.Sign()).SkipAnd(Expect(operand, $"a value behind '{o.Sign()}'")).Then(right => (o, right)))]);

    private static Parser<TextSpan> Sign(string sign) =>
        Names.IsStart(sign[0]) ? Tokens.Keyword(sign) : Terms.Scan(rest => rest.StartsWith(sign) && !ClosesTag(rest) ? sign.Length : 0, sign.AsSpan(0, 1));

    /// <summary>In a template "%}" and "-}}" end the expression; they are no operators.</summary>
    private static bool ClosesTag(ReadOnlySpan<char> rest) => rest is ['%', '}', ..] or ['-', '}', '}', ..] or ['-', '%', '}', ..];

    private static Node Combined(Node left, (BinaryOperator Operator, Node Operand) next) =>
        Checked(new BinaryNode(next.Operator, left, next.Operand, left.Span.To(next.Operand.Span)));

    private static Parser<IReadOnlyList<Node>> Call(Parser<Node> expression) => Enclosed('(', expression, ')', "a value");

    private static Parser<IReadOnlyList<T>> Enclosed<T>(char open, Parser<T> item, char close, string words) =>
        Terms.Char(open).SkipAnd(ZeroOrOne(item.And(ZeroOrMany(Terms.Char(',').SkipAnd(Expect(item, words)))))).AndSkip(Expect(Terms.Char(close), $"',' or '{close}'"))
            .Then<IReadOnlyList<T>>(i => i is [var (first, others)] ? [first, .. others] : []);

    private static Parser<T> Expect<T>(Parser<T> parser, string words) => new Expected<T>(parser, words);

    /// <returns>Null: the word is none of a value.</returns>
    private static Node? Named(string name, SourceSpan span, IReadOnlyList<IReadOnlyList<Node>> call)
    {
        if (call is [var arguments] && (!Names.IsReserved(name) || name is "contains" or "matches"))
            return new CallNode(name, arguments, CallForm.Function, span, span);
        return (name, call) switch
        {
            ("true", []) => new LiteralNode(Value.True, span),
            ("false", []) => new LiteralNode(Value.False, span),
            ("null", []) => new LiteralNode(Value.Null, span),
            (_, []) when !Names.IsReserved(name) => new NameNode(name, span),
            _ => null,
        };
    }

    private static Node Member(Node target, string name, SourceSpan nameSpan, IReadOnlyList<IReadOnlyList<Node>> call, bool isSafe, int end)
    {
        var span = new SourceSpan(target.Span.Start, end);
        if (call is not [var arguments]) return new MemberNode(target, name, isSafe, span);

        // ru.plural(…) is a function of that name, not a method of something called ru.
        return target is NameNode { Name: Namespace } space && !isSafe
            ? new CallNode($"{Namespace}.{name}", arguments, CallForm.Function, space.Span.To(nameSpan), span)
            : new CallNode(name, [target, .. arguments], isSafe ? CallForm.SafeMethod : CallForm.Method, nameSpan, span);
    }

    /// <summary>The one space of functions. No root is called so.</summary>
    public const string Namespace = "ru";

    private static Node Checked(Node node) => node.Height <= MaxHeight
        ? node
        : throw new ExpressionException(FaultCodes.Budget, $"more than {MaxHeight} operators stand in a row", node.Span);
}
