using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>
/// Turns a parsed expression into delegates that call each other. Code emitted through System.Linq.Expressions was measured beside them
/// (<c>./bench expressions</c>): it runs up to a fifth faster, since the time goes into members and values, and takes two hundred times longer to
/// build, which a scenario of hundreds of expressions would pay at every start.
/// </summary>
internal static class Compiler
{
    public static Code Compile(Node node, Scope scope) => node switch
    {
        LiteralNode literal => Literal(literal),
        NameNode name => Name(name, scope),
        MemberNode member => Members.Compile(member, scope),
        IndexNode index => Members.Compile(index, scope),
        CallNode call => Calls.Compile(call, scope),
        UnaryNode unary => Unary(unary, scope),
        BinaryNode binary => BinaryOperators.Compile(binary, scope),
        ChoiceNode choice => Choice(choice, scope),
        ListNode list => List(list, scope),
        MapNode map => Map(map, scope),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, null),
    };

    /// <summary>Compiles what must be true or false.</summary>
    public static Test Condition(Node node, Scope scope)
    {
        var code = Compile(node, scope);
        if (!code.Kinds.Has(ValueKind.Bool)) scope.Fault(FaultCodes.Type, $"true or false is needed here, and this is {code.Kinds.Word()}", node.Span);
        return code.AsTest();
    }

    private static Code Literal(LiteralNode literal)
    {
        var value = literal.Value;
        return new Code(_ => value, new Shape(value.Kind.Set()), literal.Span) { Constant = value, Test = value.Kind == ValueKind.Bool ? _ => value.Bool : null };
    }

    private static Code Name(NameNode name, Scope scope)
    {
        if (scope.Find(name.Name) is { } local)
        {
            if (local.Slots > 1) scope.Fault(FaultCodes.Type, $"'{name.Name}' is no value by itself; it has {string.Join(", ", local.Shape.Members.Keys)}", name.Span);
            var slot = local.Slot;
            return new Code(frame => frame.Local(slot), local.Shape, name.Span);
        }

        if (scope.Vocabulary.TryFind(name.Name, out var place, out var shape)) return new Code(frame => frame.Root(place), shape, name.Span);
        scope.Fault(FaultCodes.Unknown, Unknown(name.Name, scope), name.Span);
        return Nothing(name.Span);
    }

    private static string Unknown(string name, Scope scope) => name == "secrets"
        ? "secrets cannot be read by expressions"
        : $"there is no '{Suggestion.Shown(name)}'{Suggestion.For(name, scope.Names)}";

    /// <summary>Stands where a fault was found, so that all faults of an expression are named at once.</summary>
    public static Code Nothing(SourceSpan span) => new(_ => Value.Null, Shape.Any, span);

    private static Code Unary(UnaryNode unary, Scope scope)
    {
        var span = unary.Span;
        if (unary.Operator == UnaryOperator.Not)
        {
            var test = Condition(unary.Operand, scope);
            return Code.OfTest(
                frame =>
                {
                    frame.Charge();
                    return !test(frame);
                },
                span);
        }

        var operand = Compile(unary.Operand, scope);
        var kinds = operand.Kinds & (Kinds.Number | Kinds.Duration);
        if (kinds == Kinds.None) scope.Fault(FaultCodes.Type, $"'-' does not take {operand.Kinds.Word()}", span);
        var run = operand.Run;
        return new Code(
            frame =>
            {
                frame.Charge();
                return Arithmetic.Negate(run(frame), span);
            },
            kinds == Kinds.None ? Shape.Any : new Shape(kinds),
            span);
    }

    private static Code Choice(ChoiceNode choice, Scope scope)
    {
        var condition = Condition(choice.Condition, scope);
        var then = Compile(choice.Then, scope);
        var otherwise = Compile(choice.Otherwise, scope);
        var shape = then.Shape == otherwise.Shape ? then.Shape : new Shape(then.Kinds | otherwise.Kinds);
        Evaluate yes = then.Run, no = otherwise.Run;
        return new Code(
            frame =>
            {
                frame.Charge();
                return condition(frame) ? yes(frame) : no(frame);
            },
            shape,
            choice.Span);
    }

    private static Code List(ListNode list, Scope scope)
    {
        var items = list.Items.Select(item => Compile(item, scope)).ToArray();
        var runs = Array.ConvertAll(items, item => item.Run);
        var kinds = items.Aggregate(Kinds.None, (all, item) => all | item.Kinds);
        return new Code(
            frame =>
            {
                frame.MakeList(runs.Length);
                if (runs.Length == 0) return Value.Of(ValueList.Empty);
                var values = new Value[runs.Length];
                for (var i = 0; i < values.Length; i++) values[i] = runs[i](frame);
                return Value.Of(ValueList.Owning(values));
            },
            Shape.ListOf(items.Length == 0 ? Shape.Any : items.Length == 1 ? items[0].Shape : new Shape(kinds)),
            list.Span);
    }

    private static Code Map(MapNode map, Scope scope)
    {
        var members = new Dictionary<string, Shape>();
        var entries = new List<(string Name, Evaluate Run)>();
        foreach (var (name, node) in map.Entries)
        {
            var value = Compile(node, scope);
            if (!members.TryAdd(name, value.Shape)) scope.Fault(FaultCodes.Syntax, $"the map has '{Suggestion.Shown(name)}' twice", node.Span);
            entries.Add((name, value.Run));
        }

        return new Code(
            frame =>
            {
                frame.Charge(entries.Count + 1);
                var values = new Dictionary<string, Value>(entries.Count);
                foreach (var (name, run) in entries) values[name] = run(frame);
                return Value.Of(ValueMap.Of(values));
            },
            Shape.MapOf(members, isClosed: true),
            map.Span);
    }
}
