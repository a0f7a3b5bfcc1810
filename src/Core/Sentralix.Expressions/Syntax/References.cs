namespace Sentralix.Expressions.Syntax;

/// <summary>Finds what an expression reads.</summary>
internal sealed class References
{
    private readonly List<ReadPath> paths = [];
    private readonly HashSet<string> functions = [];

    // What a variable of a macro or a loop stands for: an item of what it runs over; null: of something that was made on the way.
    private readonly Stack<(string Name, ReadPath? Of)> locals = new();

    public IReadOnlyList<ReadPath> Paths => [.. paths.Distinct()];

    public IReadOnlyCollection<string> Functions => functions;

    /// <summary>Walks, and notes what the node reads.</summary>
    public void Add(Node node)
    {
        if (Walk(node) is { } path) paths.Add(path);
    }

    /// <summary>Walks inside of a loop over a list.</summary>
    public void Within(string name, Node list, Action body)
    {
        var of = Walk(list);
        if (of is not null) paths.Add(of);
        Within(name, of?.Then(ReadPath.AnyItem), body);
    }

    /// <summary>Walks where a name stands for something that was made on the way.</summary>
    public void Within(string name, Action body) => Within(name, of: null, body);

    private void Within(string name, ReadPath? of, Action body)
    {
        locals.Push((name, of));
        body();
        locals.Pop();
    }

    /// <returns>The path that the node is, for whoever reads on from it; null: it is none, and all it reads is noted.</returns>
    private ReadPath? Walk(Node node)
    {
        switch (node)
        {
            case NameNode name:
                foreach (var (local, of) in locals)
                    if (local == name.Name) return of;
                return new ReadPath(name.Name, []);
            case MemberNode member:
                return Walk(member.Target)?.Then(member.Name);
            case IndexNode index:
                Add(index.Index);
                return Walk(index.Target)?.Then(index.Index is LiteralNode { Value: { Kind: Values.ValueKind.Text } key } ? key.Text : ReadPath.AnyItem);
            case CallNode call:
                Call(call);
                return null;
            case UnaryNode unary: Add(unary.Operand); return null;
            case BinaryNode binary:
                Add(binary.Left);
                Add(binary.Right);
                return null;
            case ChoiceNode choice:
                Add(choice.Condition);
                Add(choice.Then);
                Add(choice.Otherwise);
                return null;
            case ListNode list:
                foreach (var item in list.Items) Add(item);
                return null;
            case MapNode map:
                foreach (var (_, value) in map.Entries) Add(value);
                return null;
            default: return null;
        }
    }

    private void Call(CallNode call)
    {
        functions.Add(call.Name);
        if (Compilation.Macros.IsMacro(call))
        {
            Within(((NameNode)call.Arguments[1]).Name, call.Arguments[0], () => Add(call.Arguments[2]));
            return;
        }

        // get('vars.order.number', …) reads what the path names.
        if (call is { Name: "get", Form: CallForm.Function } && call.Arguments is [LiteralNode { Value: { Kind: Values.ValueKind.Text } literal }, _] && ValuePath.TryParse(literal.Text, out var path))
        {
            paths.Add(new ReadPath(path.Root, [.. path.Steps.Select(step => step.Name ?? ReadPath.AnyItem)]));
            Add(call.Arguments[1]);
            return;
        }

        foreach (var argument in call.Arguments) Add(argument);
    }
}
