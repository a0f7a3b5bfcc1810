using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Language;

/// <summary>Writes a node down so that two texts are equal only when the nodes are: nothing is left to how tightly operators bind.</summary>
internal static class Structure
{
    public static string Of(Node node) => node switch
    {
        LiteralNode { Value.Kind: ValueKind.Decimal } number => $"<decimal {number.Value.Decimal / 1.0000000000000000000000000000m}>",
        LiteralNode literal => $"<{literal.Value.Kind} {ValueJson.Write(literal.Value)}>",
        NameNode name => $"name({name.Name})",
        MemberNode member => $"member({Of(member.Target)}, {member.Name}, {member.IsSafe})",
        IndexNode index => $"index({Of(index.Target)}, {Of(index.Index)})",
        CallNode call => $"{call.Form}({call.Name}; {All(call.Arguments)})",
        UnaryNode unary => $"{unary.Operator}({Of(unary.Operand)})",
        BinaryNode binary => $"{binary.Operator}({Of(binary.Left)}, {Of(binary.Right)})",
        ChoiceNode choice => $"choice({Of(choice.Condition)}, {Of(choice.Then)}, {Of(choice.Otherwise)})",
        ListNode list => $"list({All(list.Items)})",
        MapNode map => $"map({string.Join(", ", map.Entries.Select(entry => $"{ValueJson.Write(Value.Of(entry.Name))}={Of(entry.Value)}"))})",
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, null),
    };

    private static string All(IEnumerable<Node> nodes) => string.Join(", ", nodes.Select(Of));
}
