using Sentralix.Expressions;
using Sentralix.Expressions.Compilation;
using Sentralix.Expressions.Values;

namespace Sentralix.Bench.Expressions;

/// <summary>The same conditions as expressions, written by hand, and emitted as code.</summary>
internal static class Conditions
{
    private static readonly string[] Sources =
    [
        "vars.order.status == 'delivered'",
        "vars.order.etaHours <= 24 && vars.attempts < 2",
        "message.text contains 'заказ'",
        "'vip' in vars.tags",
        "vars.order.items.any(x, x.price > 100)",
        "vars.none == null && channel != 'voip'",
    ];

    private static readonly Expression[] Compiled = [.. Sources.Select(source => Expression.Compile(source, OrderRoots.Vocabulary, Kinds.Bool).Value!)];

    private static readonly Func<Dictionary<string, object?>, bool>[] ByHand =
    [
        roots => (string?)Map(Map(roots["vars"])["order"])["status"] == "delivered",
        roots => (long)Map(Map(roots["vars"])["order"])["etaHours"]! <= 24 && (long)Map(roots["vars"])["attempts"]! < 2,
        roots => ((string)Map(roots["message"])["text"]!).Contains("заказ", StringComparison.OrdinalIgnoreCase),
        roots => ((List<object?>)Map(roots["vars"])["tags"]!).Exists(tag => Equals(tag, "vip")),
        roots => ((List<object?>)Map(Map(roots["vars"])["order"])["items"]!).Exists(item => Map(item)["price"] is long whole ? whole > 100 : (decimal)Map(item)["price"]! > 100),
        roots => Map(roots["vars"]).GetValueOrDefault("none") is null && (string?)roots.GetValueOrDefault("channel") != "voip",
    ];

    private static readonly Activation Shared = OrderRoots.Activation();

    /// <summary>One activation for all of them, as a condition node with several cases has.</summary>
    public static int Evaluated()
    {
        var holding = 0;
        foreach (var condition in Compiled) holding += condition.TryTest(Shared, out var holds, out _) && holds ? 1 : 0;
        return Expect(holding, Compiled.Length);
    }

    /// <summary>An activation for each.</summary>
    public static int EvaluatedAnew()
    {
        var holding = 0;
        foreach (var condition in Compiled) holding += condition.TryTest(OrderRoots.Activation(), out var holds, out _) && holds ? 1 : 0;
        return Expect(holding, Compiled.Length);
    }

    public static int WrittenByHand()
    {
        var holding = 0;
        foreach (var condition in ByHand) holding += condition(OrderRoots.Plain) ? 1 : 0;
        return Expect(holding, ByHand.Length);
    }

    public static int Built()
    {
        foreach (var source in Sources) _ = Expression.Compile(source, OrderRoots.Vocabulary, Kinds.Bool).Value!;
        return Sources.Length;
    }

    private static int Expect(int holding, int count) => holding == 5 ? count : throw new InvalidOperationException($"{holding} conditions hold.");

    private static Dictionary<string, object?> Map(object? value) => (Dictionary<string, object?>)value!;

    /// <summary>The second condition as delegates and as emitted code over the same values: what the compiler's other way would have been.</summary>
    internal static class Emitted
    {
        private static readonly Expression Delegates = Compiled[1];
        private static readonly Func<Frame, bool> Code = Emit();

        public static int EvaluatedByDelegates()
        {
            for (var i = 0; i < 1000; i++)
                if (!Delegates.TryTest(Shared, out var holds, out _) || !holds) throw new InvalidOperationException("The condition does not hold.");
            return 1000;
        }

        public static int EvaluatedByCode()
        {
            for (var i = 0; i < 1000; i++)
            {
                Shared.Frame.Begin(OrderRoots.Vocabulary, 0);
                if (!Code(Shared.Frame)) throw new InvalidOperationException("The condition does not hold.");
            }

            return 1000;
        }

        /// <summary>Building alone, with the parsed tree given; the first call makes it ready to run.</summary>
        public static int BuiltAsCode()
        {
            _ = Emit()(Shared.Frame);
            return 1;
        }

        private static Func<Frame, bool> Emit()
        {
            var vars = OrderRoots.Vocabulary.Place("vars");
            System.Linq.Expressions.Expression<Func<Frame, bool>> tree = frame =>
                LessOrEqual(frame, Member(frame, Member(frame, frame.Root(vars), "order"), "etaHours"), 24) && Less(frame, Member(frame, frame.Root(vars), "attempts"), 2);
            return tree.Compile();
        }

        private static Value Member(Frame frame, Value target, string name)
        {
            frame.Charge();
            return target.Kind == ValueKind.Map ? target.Map[name] : Value.Null;
        }

        private static bool LessOrEqual(Frame frame, Value left, long right)
        {
            frame.Charge();
            return left.Kind == ValueKind.Whole && left.Whole <= right;
        }

        private static bool Less(Frame frame, Value left, long right)
        {
            frame.Charge();
            return left.Kind == ValueKind.Whole && left.Whole < right;
        }
    }
}
