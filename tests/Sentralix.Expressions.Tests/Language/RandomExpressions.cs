using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Language;

/// <summary>Makes expressions by chance, of every kind of node.</summary>
internal sealed class RandomExpressions(int seed)
{
    private static readonly string[] Texts = ["", "a", "Б", "it's", "\"", "\\", "a\nb\t", "\u0001", "👍", "{{ }}", "%}"];
    private static readonly string[] MemberNames = ["n", "name", "tags", "order", "none", "items", "true", "in", "первый"];
    private readonly Random random = new(seed);

    /// <summary>Anything the grammar knows.</summary>
    public Node Any(int depth) => depth <= 0 ? Leaf() : random.Next(12) switch
    {
        0 => Leaf(),
        1 => new MemberNode(Any(depth - 1), One(MemberNames), random.Next(4) == 0, default),
        2 => new IndexNode(Any(depth - 1), Any(depth - 1), default),
        3 => new CallNode(One(["size", "upper", "ru.plural", "nope"]), Many(depth), CallForm.Function, default, default),
        4 => new CallNode(One(["upper", "contains", "filter", "in"]), [Any(depth - 1), .. Many(depth)], One([CallForm.Method, CallForm.SafeMethod]), default, default),
        5 => new CallNode(One(["upper", "date", "ru.plural", "raw"]), [Any(depth - 1), .. Many(depth)], CallForm.Filter, default, default),
        6 => new UnaryNode(One([UnaryOperator.Not, UnaryOperator.Negate]), Any(depth - 1), default),
        7 or 8 => new BinaryNode(One(Enum.GetValues<BinaryOperator>()), Any(depth - 1), Any(depth - 1), default),
        9 => new ChoiceNode(Any(depth - 1), Any(depth - 1), Any(depth - 1), default),
        10 => new ListNode(Many(depth), default),
        _ => new MapNode([.. Many(depth).Select(node => (One([.. MemberNames, .. Texts]), node))], default),
    };

    /// <summary>What mostly has a value, for comparing values.</summary>
    public Node Likely(int depth, string[] names) => depth <= 0 ? LikelyLeaf(names) : random.Next(14) switch
    {
        0 => LikelyLeaf(names),
        1 => new MemberNode(Likely(depth - 1, names), One(["n", "name", "tags", "order", "none"]), false, default),
        2 => new IndexNode(Likely(depth - 1, names), Likely(depth - 1, names), default),
        3 => new CallNode(One(["size", "upper"]), [Likely(depth - 1, names)], CallForm.Function, default, default),
        4 => new CallNode("default", [Likely(depth - 1, names), Likely(depth - 1, names)], CallForm.Filter, default, default),
        5 => Macro(depth, names),
        6 => new UnaryNode(One([UnaryOperator.Not, UnaryOperator.Negate]), Likely(depth - 1, names), default),
        7 or 8 or 9 => new BinaryNode(One([.. Enum.GetValues<BinaryOperator>().Where(o => o != BinaryOperator.Matches)]), Likely(depth - 1, names), Likely(depth - 1, names), default),
        10 => new ChoiceNode(new BinaryNode(One([BinaryOperator.Equal, BinaryOperator.Less]), Likely(depth - 1, names), Likely(depth - 1, names), default), Likely(depth - 1, names), Likely(depth - 1, names), default),
        11 => new ListNode([.. Enumerable.Range(0, random.Next(4)).Select(_ => Likely(depth - 1, names))], default),
        12 => new MapNode([.. new[] { "n", "name" }.Take(random.Next(3)).Select(name => (name, Likely(depth - 1, names)))], default),
        _ => new BinaryNode(One([BinaryOperator.Add, BinaryOperator.Multiply, BinaryOperator.Subtract]), LikelyLeaf(names), LikelyLeaf(names), default),
    };

    public T One<T>(T[] choices) => choices[random.Next(choices.Length)];

    private CallNode Macro(int depth, string[] names)
    {
        var variable = $"x{names.Length}";
        var list = random.Next(2) == 0 ? new ListNode([LikelyLeaf(names), LikelyLeaf(names), LikelyLeaf(names)], default) : Likely(depth - 1, names);
        return new CallNode(
            One(["map", "filter", "any", "all", "first"]), [list, new NameNode(variable, default), Likely(depth - 1, [.. names, variable])], CallForm.Method, default, default);
    }

    private Node LikelyLeaf(string[] names) => random.Next(3) == 0
        ? new NameNode(One(names), default)
        : new LiteralNode(One([Value.Null, Value.True, Value.False, Value.Of(0L), Value.Of(1L), Value.Of(3L), Value.Of(long.MaxValue), Value.Of(2.5m), Value.Of("name"), Value.Of("Б"), Value.Of("")]), default);

    private Node Leaf() => random.Next(3) == 0
        ? new NameNode(One(["vars", "x", "первый_2"]), default)
        : new LiteralNode(One([Value.Null, Value.True, Value.False, Value.Of(random.NextInt64()), Value.Of(0L), Value.Of(12.50m), Value.Of(5m), Value.Of(0.0000000000000000000000000001m), Value.Of(One(Texts))]), default);

    private Node[] Many(int depth) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth - 1))];
}
