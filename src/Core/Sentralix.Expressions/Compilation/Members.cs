using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>Members of maps, moments, durations and files; items of lists. What is not there is null, and so is every member of null.</summary>
internal static class Members
{
    private const Kinds WithMembers = Kinds.Map | Kinds.Null | Kinds.Timestamp | Kinds.Duration | Kinds.Bytes;

    private static readonly Dictionary<string, Func<DateTimeOffset, long>> OfMoment = new()
    {
        ["year"] = moment => moment.Year,
        ["month"] = moment => moment.Month,
        ["day"] = moment => moment.Day,
        ["hour"] = moment => moment.Hour,
        ["minute"] = moment => moment.Minute,
        ["second"] = moment => moment.Second,

        // From Monday, 1, to Sunday, 7.
        ["weekday"] = moment => (((int)moment.DayOfWeek + 6) % 7) + 1,
        ["unix"] = moment => moment.ToUnixTimeSeconds(),
    };

    /// <summary>All of it in this unit, cut to whole ones.</summary>
    private static readonly Dictionary<string, Func<TimeSpan, long>> OfDuration = new()
    {
        ["days"] = duration => duration.Ticks / TimeSpan.TicksPerDay,
        ["hours"] = duration => duration.Ticks / TimeSpan.TicksPerHour,
        ["minutes"] = duration => duration.Ticks / TimeSpan.TicksPerMinute,
        ["seconds"] = duration => duration.Ticks / TimeSpan.TicksPerSecond,
    };

    private static readonly Dictionary<string, Func<BytesRef, Value>> OfBytes = new()
    {
        ["id"] = bytes => Value.Of(bytes.Id),
        ["size"] = bytes => Value.Of(bytes.Size),
        ["media_type"] = bytes => Value.Of(bytes.MediaType),
    };

    public static Code Compile(MemberNode member, Scope scope)
    {
        if (member.Target is NameNode name && scope.Find(name.Name) is { Slots: > 1 } loop) return OfLoop(member, loop, scope);

        var target = Compiler.Compile(member.Target, scope);
        var (run, key, span) = (target.Run, member.Name, member.Span);
        return new Code(
            frame =>
            {
                frame.Charge();
                var value = run(frame);
                if (value.Kind != ValueKind.Map) return Other(value, key, span);
                value.Map.TryGet(key, out var found);
                return found;
            },
            Shaped(target.Shape, key, span, scope),
            span);
    }

    public static Code Compile(IndexNode node, Scope scope)
    {
        var (target, index) = (Compiler.Compile(node.Target, scope), Compiler.Compile(node.Index, scope));
        var (run, runIndex, span) = (target.Run, index.Run, node.Span);
        var isPossible = (target.Kinds.Has(ValueKind.List) && (index.Kinds & (Kinds.Whole | Kinds.Null)) != 0)
            || (target.Kinds.Has(ValueKind.Map) && (index.Kinds & (Kinds.Text | Kinds.Null)) != 0) || target.Kinds.Has(ValueKind.Null);
        if (!isPossible) scope.Fault(FaultCodes.Type, $"{target.Kinds.Word()} has no item that {index.Kinds.Word()} names", span);

        var shape = index.Constant is { Kind: ValueKind.Text } key && target.Kinds == Kinds.Map ? Shaped(target.Shape, key.Text, span, scope)
            : target.Kinds == Kinds.List ? target.Shape.Items.OrNull() : Shape.Any;
        return new Code(
            frame =>
            {
                frame.Charge();
                return Item(run(frame), runIndex(frame), span);
            },
            shape,
            span);
    }

    private static Value Item(in Value target, in Value index, SourceSpan span)
    {
        switch (target.Kind, index.Kind)
        {
            case (ValueKind.Null, _) or (ValueKind.List or ValueKind.Map, ValueKind.Null): return Value.Null;
            case (ValueKind.List, ValueKind.Whole): return index.Whole >= 0 && index.Whole < target.List.Count ? target.List[(int)index.Whole] : Value.Null;
            case (ValueKind.Map, ValueKind.Text): return target.Map[index.Text];
            default: throw new ExpressionException(FaultCodes.Type, $"{target.Kind.Word()} has no item that {index.Kind.Word()} names", span);
        }
    }

    private static Value Other(in Value value, string name, SourceSpan span) => value.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.Timestamp when OfMoment.TryGetValue(name, out var part) => Value.Of(part(value.Timestamp)),
        ValueKind.Duration when OfDuration.TryGetValue(name, out var part) => Value.Of(part(value.Duration)),
        ValueKind.Bytes when OfBytes.TryGetValue(name, out var part) => part(value.Bytes),
        _ => throw new ExpressionException(WithMembers.Has(value.Kind) ? FaultCodes.Unknown : FaultCodes.Type, $"{value.Kind.Word()} has no '{Suggestion.Shown(name)}'", span),
    };

    private static Shape Shaped(Shape target, string name, SourceSpan span, Scope scope)
    {
        var kinds = target.Kinds;
        if ((kinds & WithMembers) == Kinds.None)
        {
            scope.Fault(FaultCodes.Type, $"{kinds.Word()} has no '{Suggestion.Shown(name)}'", span);
            return Shape.Any;
        }

        // What may also be something else than a map can only be judged when it is there.
        if ((kinds & ~Kinds.Null) == Kinds.Map) return OfMap(target, name, span, scope);
        return (kinds & ~Kinds.Null) switch
        {
            Kinds.None => new Shape(Kinds.Null),
            Kinds.Timestamp => Known(OfMoment.Keys, Shape.Whole),
            Kinds.Duration => Known(OfDuration.Keys, Shape.Whole),
            Kinds.Bytes => Known(OfBytes.Keys, name == "size" ? Shape.Whole : Shape.Text),
            _ => Shape.Any,
        };

        Shape Known(IEnumerable<string> names, Shape shape)
        {
            if (!names.Contains(name)) scope.Fault(FaultCodes.Unknown, $"{(kinds & ~Kinds.Null).Word()} has no '{Suggestion.Shown(name)}'; it has {string.Join(", ", names)}", span);
            return kinds.Has(ValueKind.Null) ? shape.OrNull() : shape;
        }
    }

    private static Shape OfMap(Shape target, string name, SourceSpan span, Scope scope)
    {
        if (target.Members.TryGetValue(name, out var shape)) return target.Kinds.Has(ValueKind.Null) ? shape.OrNull() : shape;
        var message = $"there is no '{Suggestion.Shown(name)}' here{Suggestion.For(name, target.Members.Keys)}";
        if (target.IsClosed) scope.Fault(FaultCodes.Unknown, message, span);
        else if (target.Members.Count > 0) scope.Warn(FaultCodes.Unknown, message, span);
        return Shape.Any;
    }

    /// <summary>The variable <c>loop</c>: its slots hold which round it is, from 0, and how many there are.</summary>
    private static Code OfLoop(MemberNode member, Scope.Local loop, Scope scope)
    {
        var (round, count) = (loop.Slot, loop.Slot + 1);
        var shape = Shaped(loop.Shape, member.Name, member.Span, scope);
        return member.Name switch
        {
            "first" => Code.OfTest(frame => frame.Local(round).Whole == 0, member.Span),
            "last" => Code.OfTest(frame => frame.Local(round).Whole == frame.Local(count).Whole - 1, member.Span),
            "length" => new Code(frame => frame.Local(count), shape, member.Span),
            _ => new Code(frame => Value.Of(frame.Local(round).Whole + 1), shape, member.Span),
        };
    }
}
