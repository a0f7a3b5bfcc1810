using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>The functions that take an expression over each item: <c>items.filter(x, x.price > 100)</c>.</summary>
internal static class Macros
{
    private const int ComparisonsAnOperation = 8;

    public static readonly IReadOnlySet<string> Names = new HashSet<string> { "map", "filter", "any", "all", "first", "sortBy" };

    public static bool IsMacro(CallNode call) => Names.Contains(call.Name) && call.Arguments is [_, NameNode, _];

    public static Code Compile(CallNode call, Scope scope)
    {
        var list = Compiler.Compile(call.Arguments[0], scope);
        var name = (NameNode)call.Arguments[1];
        if (!list.Kinds.Has(ValueKind.List) && !(call.Form == CallForm.SafeMethod && list.Kinds.Has(ValueKind.Null)))
            scope.Fault(FaultCodes.Type, $"{call.Name}() runs over a list, and not over {list.Kinds.Word()}", list.Span);
        if (scope.Vocabulary.TryFind(name.Name, out _, out _) || name.Name == Grammar.Namespace)
            scope.Fault(FaultCodes.Syntax, $"'{Suggestion.Shown(name.Name)}' has a meaning already; the items need another name", name.Span);

        var slot = scope.Open(name.Name, list.Shape.Items);
        var inner = call.Name is "map" or "sortBy" ? Compiler.Compile(call.Arguments[2], scope) : null;
        var test = inner is null ? Compiler.Condition(call.Arguments[2], scope) : null;
        scope.Close();

        var isSafe = call.Form == CallForm.SafeMethod;
        var (target, span, title) = (list.Run, call.Span, call.Name);
        var over = Over(call.Name, slot, inner?.Run, test, span);
        var (items, shape) = (list.Shape.Items, call.Name switch
        {
            "map" => Shape.ListOf(inner!.Shape),
            "filter" or "sortBy" => Shape.ListOf(list.Shape.Items),
            "first" => list.Shape.Items.OrNull(),
            _ => Shape.Bool,
        });
        return new Code(
            frame =>
            {
                frame.Charge();
                var value = target(frame);
                if (value.Kind == ValueKind.List) return over(frame, value.List);
                return value.IsNull && isSafe
                    ? Value.Null
                    : throw new ExpressionException(FaultCodes.Type, $"{title}() runs over a list, and not over {value.Kind.Word()}", span);
            },
            isSafe ? shape.OrNull() : shape,
            span);
    }

    private static Func<Frame, ValueList, Value> Over(string name, int slot, Evaluate? inner, Test? test, SourceSpan span) => name switch
    {
        "map" => (frame, list) => Map(frame, list, slot, inner!),
        "filter" => (frame, list) => Filter(frame, list, slot, test!),
        "any" => (frame, list) => Value.Of(Find(frame, list, slot, test!, sought: true) >= 0),
        "all" => (frame, list) => Value.Of(Find(frame, list, slot, test!, sought: false) < 0),
        "first" => (frame, list) => Find(frame, list, slot, test!, sought: true) is var at and >= 0 ? list[at] : Value.Null,
        _ => (frame, list) => SortBy(frame, list, slot, inner!, span),
    };

    private static Value Map(Frame frame, ValueList list, int slot, Evaluate inner)
    {
        frame.MakeList(list.Count);
        var made = new Value[list.Count];
        for (var i = 0; i < made.Length; i++)
        {
            frame.Local(slot) = list[i];
            made[i] = inner(frame);
        }

        return Value.Of(ValueList.Owning(made));
    }

    private static Value Filter(Frame frame, ValueList list, int slot, Test test)
    {
        var kept = new List<Value>();
        for (var i = 0; i < list.Count; i++)
        {
            frame.Charge();
            frame.Local(slot) = list[i];
            if (!test(frame)) continue;
            kept.Add(list[i]);
        }

        return Value.Of(ValueList.Owning([.. kept]));
    }

    /// <returns>The place of the first item for which the test says what is sought; -1: there is none.</returns>
    private static int Find(Frame frame, ValueList list, int slot, Test test, bool sought)
    {
        for (var i = 0; i < list.Count; i++)
        {
            frame.Charge();
            frame.Local(slot) = list[i];
            if (test(frame) == sought) return i;
        }

        return -1;
    }

    /// <summary>From least to greatest; items with equal keys keep their order, those without a key come last.</summary>
    private static Value SortBy(Frame frame, ValueList list, int slot, Evaluate inner, SourceSpan span)
    {
        frame.MakeList(list.Count);
        var keyed = new (Value Key, int Place)[list.Count];
        for (var i = 0; i < keyed.Length; i++)
        {
            frame.Local(slot) = list[i];
            keyed[i] = (inner(frame), i);
        }

        var sample = keyed.Select(one => one.Key).FirstOrDefault(key => !key.IsNull);
        foreach (var (key, _) in keyed)
            if (!key.IsNull && !Comparison.HaveOrder(sample.Kind, key.Kind)) throw NoOrder(sample, key, span);
        frame.Charge((int)(keyed.Length * Math.Log2(keyed.Length + 1) / ComparisonsAnOperation));
        Array.Sort(keyed, (left, right) =>
        {
            var order = left.Key.IsNull || right.Key.IsNull ? left.Key.IsNull.CompareTo(right.Key.IsNull) : Comparison.Order(left.Key, right.Key);
            return order != 0 ? order : left.Place.CompareTo(right.Place);
        });
        return Value.Of(ValueList.Owning(Array.ConvertAll(keyed, one => list[one.Place])));
    }

    private static ExpressionException NoOrder(in Value one, in Value other, SourceSpan span) =>
        new(FaultCodes.Type, $"sortBy(): {one.Kind.Word()} and {other.Kind.Word()} have no order", span);
}
