using System.Globalization;
using System.Text;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Syntax;

/// <summary>
/// The one canonical text of an expression: one space around operators, single quotes, no brackets that are not needed. Parsing it gives the
/// same expression again.
/// </summary>
internal static class Printer
{
    public static string Print(Node node)
    {
        var text = new StringBuilder();
        Write(text, node, Binding.Choice, filters: true);
        return text.ToString();
    }

    public static string Quoted(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var c in value)
        {
            text = c switch
            {
                '\'' => text.Append("\\'"),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(c) => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('\'').ToString();
    }

    /// <param name="text">Where to.</param>
    /// <param name="node">What.</param>
    /// <param name="least">Whatever binds looser stands in brackets.</param>
    /// <param name="filters">Whether a filter may stand here without brackets.</param>
    private static void Write(StringBuilder text, Node node, Binding least, bool filters)
    {
        if (BindingOf(node) < least || (!filters && node is CallNode { Form: CallForm.Filter }))
        {
            text.Append('(');
            Write(text, node, Binding.Choice, filters: true);
            text.Append(')');
            return;
        }

        switch (node)
        {
            case LiteralNode literal: text.Append(Literal(literal.Value)); break;
            case NameNode name: text.Append(name.Name); break;
            case MemberNode member:
                Write(text, member.Target, Binding.Postfix, filters: false);
                text.Append(member.IsSafe ? "?." : ".").Append(member.Name);
                break;
            case IndexNode index:
                Write(text, index.Target, Binding.Postfix, filters: false);
                text.Append('[');
                Write(text, index.Index, Binding.Choice, filters: true);
                text.Append(']');
                break;
            case CallNode call: Write(text, call); break;
            case UnaryNode unary:
                text.Append(unary.Operator.Sign());
                Write(text, unary.Operand, Binding.Unary, filters: false);
                break;
            case BinaryNode binary:
                var binding = binary.Operator.Binding();
                var isComparison = binding == Binding.Comparison;
                Write(text, binary.Left, isComparison ? Binding.Sum : binding, filters: false);
                text.Append(' ').Append(binary.Operator.Sign()).Append(' ');
                Write(text, binary.Right, binding + 1, filters: false);
                break;
            case ChoiceNode choice:
                Write(text, choice.Condition, Binding.Or, filters: false);
                text.Append(" ? ");
                Write(text, choice.Then, Binding.Or, filters: false);
                text.Append(" : ");
                Write(text, choice.Otherwise, Binding.Choice, filters: false);
                break;
            case ListNode list:
                WriteAll(text.Append('['), list.Items);
                text.Append(']');
                break;
            case MapNode map:
                text.Append('{');
                for (var i = 0; i < map.Entries.Count; i++)
                {
                    var (name, value) = map.Entries[i];
                    text.Append(i == 0 ? "" : ", ").Append(Names.IsMember(name) ? name : Quoted(name)).Append(": ");
                    Write(text, value, Binding.Choice, filters: false);
                }

                text.Append('}');
                break;
            default: throw new ArgumentOutOfRangeException(nameof(node), node, null);
        }
    }

    private static void Write(StringBuilder text, CallNode call)
    {
        switch (call.Form)
        {
            case CallForm.Function:
                WriteAll(text.Append(call.Name).Append('('), call.Arguments);
                text.Append(')');
                break;
            case CallForm.Filter:
                Write(text, call.Arguments[0], Binding.Postfix, filters: true);
                text.Append(" | ").Append(call.Name);
                for (var i = 1; i < call.Arguments.Count; i++)
                {
                    text.Append(i == 1 ? ": " : ", ");
                    Write(text, call.Arguments[i], Binding.Or, filters: false);
                }

                break;
            default:
                Write(text, call.Arguments[0], Binding.Postfix, filters: false);
                WriteAll(text.Append(call.Form == CallForm.SafeMethod ? "?." : ".").Append(call.Name).Append('('), call.Arguments.Skip(1));
                text.Append(')');
                break;
        }
    }

    private static void WriteAll(StringBuilder text, IEnumerable<Node> nodes)
    {
        var isFirst = true;
        foreach (var node in nodes)
        {
            if (!isFirst) text.Append(", ");
            isFirst = false;
            Write(text, node, Binding.Choice, filters: false);
        }
    }

    private static string Literal(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Text => Quoted(value.Text),

        // Without a point it would be an int.
        ValueKind.Decimal when value.Decimal.Scale == 0 => $"{value}.0",
        _ => value.ToString(),
    };

    private static Binding BindingOf(Node node) => node switch
    {
        ChoiceNode => Binding.Choice,
        BinaryNode binary => binary.Operator.Binding(),
        UnaryNode => Binding.Unary,
        MemberNode or IndexNode or CallNode { Form: not CallForm.Function } => Binding.Postfix,
        _ => Binding.Primary,
    };
}
