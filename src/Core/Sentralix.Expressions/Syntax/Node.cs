using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Syntax;

/// <summary>A part of a parsed expression.</summary>
internal abstract class Node(SourceSpan span, int height)
{
    public SourceSpan Span => span;

    /// <summary>How many nodes stand above each other here. Long chains of operators are high without being nested, and are walked recursively too.</summary>
    public int Height => height;
}

internal sealed class LiteralNode(Value value, SourceSpan span) : Node(span, 1)
{
    public Value Value => value;
}

/// <summary>A root, or a variable of a macro or a loop.</summary>
internal sealed class NameNode(string name, SourceSpan span) : Node(span, 1)
{
    public string Name => name;
}

/// <summary><c>target.name</c>, or <c>target?.name</c>, which is the same.</summary>
internal sealed class MemberNode(Node target, string name, bool isSafe, SourceSpan span) : Node(span, target.Height + 1)
{
    public Node Target => target;

    public string Name => name;

    public bool IsSafe => isSafe;
}

internal sealed class IndexNode(Node target, Node index, SourceSpan span) : Node(span, Math.Max(target.Height, index.Height) + 1)
{
    public Node Target => target;

    public Node Index => index;
}

/// <summary>How a call is written. All three mean the same: what stands before is the first argument.</summary>
internal enum CallForm
{
    /// <summary><c>name(a, b)</c></summary>
    Function,

    /// <summary><c>a.name(b)</c></summary>
    Method,

    /// <summary><c>a?.name(b)</c>: null when <c>a</c> is null.</summary>
    SafeMethod,

    /// <summary><c>a | name: b</c></summary>
    Filter,
}

internal sealed class CallNode(string name, IReadOnlyList<Node> arguments, CallForm form, SourceSpan nameSpan, SourceSpan span)
    : Node(span, arguments.Select(a => a.Height).DefaultIfEmpty().Max() + 1)
{
    public string Name => name;

    public IReadOnlyList<Node> Arguments => arguments;

    public CallForm Form => form;

    public SourceSpan NameSpan => nameSpan;
}

internal sealed class UnaryNode(UnaryOperator @operator, Node operand, SourceSpan span) : Node(span, operand.Height + 1)
{
    public UnaryOperator Operator => @operator;

    public Node Operand => operand;
}

internal sealed class BinaryNode(BinaryOperator @operator, Node left, Node right, SourceSpan span) : Node(span, Math.Max(left.Height, right.Height) + 1)
{
    public BinaryOperator Operator => @operator;

    public Node Left => left;

    public Node Right => right;
}

/// <summary><c>condition ? then : otherwise</c></summary>
internal sealed class ChoiceNode(Node condition, Node then, Node otherwise, SourceSpan span)
    : Node(span, Math.Max(condition.Height, Math.Max(then.Height, otherwise.Height)) + 1)
{
    public Node Condition => condition;

    public Node Then => then;

    public Node Otherwise => otherwise;
}

internal sealed class ListNode(IReadOnlyList<Node> items, SourceSpan span) : Node(span, items.Select(i => i.Height).DefaultIfEmpty().Max() + 1)
{
    public IReadOnlyList<Node> Items => items;
}

internal sealed class MapNode(IReadOnlyList<(string Name, Node Value)> entries, SourceSpan span)
    : Node(span, entries.Select(e => e.Value.Height).DefaultIfEmpty().Max() + 1)
{
    public IReadOnlyList<(string Name, Node Value)> Entries => entries;
}
