using Parlot.Fluent;

namespace Sentralix.Orchestrator.Scenarios.Expressions;

/// <summary>What an expression sees: a root's value by its name.</summary>
internal delegate object? Roots(string name);

/// <summary>A compiled expression: total, free of side effects, a delegate.</summary>
internal delegate object? Evaluate(Roots roots);

/// <summary>The expression language of scenarios: literals, roots, members, comparisons, logic, arithmetic, a few functions.</summary>
internal static class Expression
{
    private const int MaxLength = 2000;

    /// <summary>The roots that exist.</summary>
    public static readonly IReadOnlySet<string> KnownRoots = new HashSet<string> { "vars", "results", "message", "channel", "result", "now" };

    private static readonly IReadOnlyDictionary<string, Func<IReadOnlyList<object?>, object?>> Functions = new Dictionary<string, Func<IReadOnlyList<object?>, object?>>
    {
        ["size"] = a => One(a) switch
        {
            string text => (long)text.Length,
            IReadOnlyList<object?> list => list.Count,
            IReadOnlyDictionary<string, object?> map => map.Count,
            _ => 0L,
        },
        ["lower"] = a => Values.Text(One(a)).ToLowerInvariant(),
        ["upper"] = a => Values.Text(One(a)).ToUpperInvariant(),
        ["trim"] = a => Values.Text(One(a)).Trim(),
        ["string"] = a => Values.Text(One(a)),
    };

    private static readonly Parser<Evaluate> Grammar = Build();

    /// <summary>Compiles an expression; the fault says what is wrong with it.</summary>
    public static Evaluate? Compile(string text, out string? fault)
    {
        if (text.Length > MaxLength)
        {
            fault = $"is longer than {MaxLength} characters";
            return null;
        }

        try
        {
            if (Grammar.TryParse(text, out var compiled, out var error))
            {
                fault = null;
                return compiled;
            }

            fault = error is null ? "is not an expression" : $"{error.Message} at position {error.Position.Offset}";
        }
        catch (ExpressionException wrong)
        {
            fault = wrong.Message;
        }

        return null;
    }

    private static object? One(IReadOnlyList<object?> arguments) => arguments.Count == 1 ? arguments[0] : throw new ExpressionException("one argument is needed");

    private static Parser<Evaluate> Build()
    {
        var expression = Deferred<Evaluate>();
        var number = Terms.Decimal(NumberOptions.AllowDecimalSeparator).Then(n => Constant(decimal.Truncate(n) == n && Math.Abs(n) < long.MaxValue ? (object)(long)n : n));
        var text = Terms.String(StringLiteralQuotes.SingleOrDouble).Then(s => Constant(s.ToString()));
        var name = Terms.Identifier().Then(s => s.ToString()!);
        var arguments = Between(Terms.Char('('), ZeroOrOne(Separated(Terms.Char(','), expression)), Terms.Char(')'));
        var call = name.And(arguments).Then(c => Call(c.Item1, c.Item2.Count == 0 ? [] : c.Item2[0]));
        var root = name.Then(n => Root(n));
        var group = Between(Terms.Char('('), expression, Terms.Char(')'));
        var primary = OneOf(number, text, call, root, group);

        var member = Terms.Char('.').SkipAnd(name).Then(MemberOf);
        var index = Between(Terms.Char('['), expression, Terms.Char(']')).Then(ItemOf);
        var postfix = primary.And(ZeroOrMany(OneOf(member, index))).Then(p => p.Item2.Aggregate(p.Item1, (inner, step) => step(inner)));

        var unary = Deferred<Evaluate>();
        unary.Parser = OneOf(
            Terms.Char('!').SkipAnd(unary).Then(Not),
            Terms.Char('-').SkipAnd(unary).Then(Negative),
            postfix);

        var product = Chain(unary, ["*", "/", "%"], Arithmetic);
        var sum = Chain(product, ["+", "-"], Arithmetic);
        var comparison = sum.And(ZeroOrOne(OneOf(
                Terms.Text("=="), Terms.Text("!="), Terms.Text("<="), Terms.Text(">="), Terms.Text("<"), Terms.Text(">"), Terms.Text("contains"), Terms.Text("in")).And(sum)))
            .Then(c => c.Item2.Count == 0 ? c.Item1 : Comparison(c.Item2[0].Item1, c.Item1, c.Item2[0].Item2));
        var both = comparison.And(ZeroOrMany(Terms.Text("&&").SkipAnd(comparison)))
            .Then(c => c.Item2.Aggregate(c.Item1, And));
        var either = both.And(ZeroOrMany(Terms.Text("||").SkipAnd(both)))
            .Then(c => c.Item2.Aggregate(c.Item1, Or));
        expression.Parser = either.And(ZeroOrOne(Terms.Char('?').SkipAnd(expression).AndSkip(Terms.Char(':')).And(expression)))
            .Then(c => c.Item2.Count == 0 ? c.Item1 : Choice(c.Item1, c.Item2[0].Item1, c.Item2[0].Item2));
        return expression.Eof();
    }

    private static Parser<Evaluate> Chain(Parser<Evaluate> part, string[] signs, Func<string, object?, object?, object?> combine) =>
        part.And(ZeroOrMany(OneOf([.. signs.Select(s => (Parser<string>)Terms.Text(s))]).And(part)))
            .Then(c => c.Item2.Aggregate(c.Item1, (left, next) => Combined(combine, next.Item1, left, next.Item2)));

    // Named, because a lambda that returns a lambda would be taken for the delegate itself.
    private static Evaluate Constant(object? value) => _ => value;

    private static Func<Evaluate, Evaluate> MemberOf(string name) => inner => roots => Values.Member(inner(roots), name);

    private static Func<Evaluate, Evaluate> ItemOf(Evaluate index) => inner => roots => Values.Item(inner(roots), index(roots));

    private static Evaluate Not(Evaluate inner) => roots => !Values.Truth(inner(roots));

    private static Evaluate Negative(Evaluate inner) => roots => Arithmetic("-", 0L, inner(roots));

    private static Evaluate And(Evaluate left, Evaluate right) => roots => Values.Truth(left(roots)) && Values.Truth(right(roots));

    private static Evaluate Or(Evaluate left, Evaluate right) => roots => Values.Truth(left(roots)) || Values.Truth(right(roots));

    private static Evaluate Combined(Func<string, object?, object?, object?> combine, string sign, Evaluate left, Evaluate right) =>
        roots => combine(sign, left(roots), right(roots));

    private static Evaluate Choice(Evaluate condition, Evaluate then, Evaluate otherwise) => roots => Values.Truth(condition(roots)) ? then(roots) : otherwise(roots);

    private static Evaluate Root(string name) => name switch
    {
        "true" => _ => true,
        "false" => _ => false,
        "null" => _ => null,
        _ when KnownRoots.Contains(name) => roots => roots(name),
        _ => throw new ExpressionException($"knows no '{name}'"),
    };

    private static Evaluate Call(string name, IReadOnlyList<Evaluate> arguments)
    {
        if (!Functions.TryGetValue(name, out var function)) throw new ExpressionException($"knows no function '{name}'");
        return roots => function([.. arguments.Select(a => a(roots))]);
    }

    private static Evaluate Comparison(string sign, Evaluate left, Evaluate right) => sign switch
    {
        "==" => roots => Values.Equal(left(roots), right(roots)),
        "!=" => roots => !Values.Equal(left(roots), right(roots)),
        "<" => roots => Values.Compare(left(roots), right(roots)) < 0,
        "<=" => roots => Values.Compare(left(roots), right(roots)) <= 0,
        ">" => roots => Values.Compare(left(roots), right(roots)) > 0,
        ">=" => roots => Values.Compare(left(roots), right(roots)) >= 0,
        "contains" => roots => Values.Contains(left(roots), right(roots)),
        _ => roots => Values.Contains(right(roots), left(roots)),
    };

    private static object? Arithmetic(string sign, object? left, object? right)
    {
        if (sign == "+" && (left is string || right is string)) return Values.Text(left) + Values.Text(right);
        var (a, b) = (Values.Number(left), Values.Number(right));
        if (sign is "/" or "%" && b == 0) throw new ExpressionException("a division by zero");
        try
        {
            var result = sign switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => a % b };
            return left is long && right is long && decimal.Truncate(result) == result && Math.Abs(result) < long.MaxValue ? (object)(long)result : result;
        }
        catch (OverflowException)
        {
            throw new ExpressionException("a number too large");
        }
    }

}
