using System.Globalization;
using System.Text;
using Sentralix.Expressions.Compilation;
using Sentralix.Expressions.Templates.Escaping;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Templates;

/// <summary>A compiled part of a template.</summary>
internal delegate void Render(Frame frame, Output output);

/// <summary>Turns the parts of a template into delegates, and sees to it that every value is safe where it stands.</summary>
internal sealed class TemplateCompiler(TemplateOptions options, Scope scope)
{
    private static readonly Shape Loop = Shape.MapOf(
        new Dictionary<string, Shape> { ["index"] = Shape.Whole, ["first"] = Shape.Bool, ["last"] = Shape.Bool, ["length"] = Shape.Whole }, isClosed: true);

    private readonly Target target = Target.Of(options.Target);
    private int state = Target.Start;

    public Render Compile(IReadOnlyList<Part> parts)
    {
        var all = parts.Select(Compile).ToArray();
        return all.Length switch
        {
            0 => (_, _) => { },
            1 => all[0],
            _ => (frame, output) =>
            {
                foreach (var render in all) render(frame, output);
            },
        };
    }

    private Render Compile(Part part) => part switch
    {
        TextPart text => Text(text),
        OutputPart value => Value(value),
        IfPart choice => If(choice),
        ForPart loop => For(loop),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, null),
    };

    private Render Text(TextPart part)
    {
        state = target.Advance(state, part.Text);
        var (text, size) = (part.Text, Encoding.UTF8.GetByteCount(part.Text));
        return (_, output) => output.Append(text, size);
    }

    private Render Value(OutputPart part)
    {
        var code = Compiler.Compile(part.Value, scope);
        var place = target.At(state);
        state = target.AdvanceValue(state);
        var run = code.Run;
        if (part.IsRaw && options.Target != TemplateTarget.Plain)
        {
            if (!options.AllowsRaw) scope.Fault(FaultCodes.Unsafe, "'raw' is not allowed in this text", part.Span);
            return (frame, output) => Write(run(frame), frame, output, static (o, text) => o.Append(text));
        }

        if (place.Escape is not { } escape)
        {
            scope.Fault(FaultCodes.Unsafe, $"a value cannot stand here: {place.Refusal}", part.Span);
            return (_, _) => { };
        }

        return place.IsJsonValue
            ? (frame, output) => output.Append(Encoding.UTF8.GetString(ValueJson.Write(run(frame), isCanonical: false, frame).Span))
            : (frame, output) => Write(run(frame), frame, output, escape);
    }

    private static void Write(in Value value, Frame frame, Output output, Escape escape)
    {
        switch (value.Kind)
        {
            case ValueKind.Null: return;
            case ValueKind.Text:
                escape(output, value.Text);
                return;
            case ValueKind.Whole:
                Span<char> digits = stackalloc char[20];
                value.Whole.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
                escape(output, digits[..length]);
                return;
            case ValueKind.List or ValueKind.Map:
                escape(output, Encoding.UTF8.GetString(ValueJson.Write(value, isCanonical: false, frame).Span));
                return;
            default:
                escape(output, ValueText.Of(value));
                return;
        }
    }

    private Render If(IfPart part)
    {
        var before = state;
        var ends = new List<int>();
        var cases = new List<(Test Test, Render Body)>();
        foreach (var (condition, body) in part.Cases)
        {
            var test = Compiler.Condition(condition, scope);
            state = before;
            cases.Add((test, Compile(body)));
            ends.Add(state);
        }

        state = before;
        var otherwise = Compile(part.Otherwise);
        if (ends.Exists(end => end != state)) scope.Fault(FaultCodes.Unsafe, "the branches of this 'if' end at different places of the text: one inside of quotes or a tag, one outside", part.Span);
        var all = cases.ToArray();
        return (frame, output) =>
        {
            frame.Charge();
            foreach (var (test, body) in all)
            {
                if (!test(frame)) continue;
                body(frame, output);
                return;
            }

            otherwise(frame, output);
        };
    }

    private Render For(ForPart part)
    {
        var list = Compiler.Compile(part.List, scope);
        if ((list.Kinds & (Kinds.List | Kinds.Null)) == Kinds.None) scope.Fault(FaultCodes.Type, $"'for' runs over a list, and not over {list.Kinds.Word()}", part.Span);
        if (scope.Vocabulary.TryFind(part.Variable, out _, out _) || part.Variable == Syntax.Grammar.Namespace)
            scope.Fault(FaultCodes.Syntax, $"'{Suggestion.Shown(part.Variable)}' has a meaning already; the items need another name", part.Span);
        var before = state;
        var slot = scope.Open(part.Variable, list.Shape.Items);
        var round = scope.Open("loop", Loop, slots: 2);
        var body = Compile(part.Body);
        scope.Close();
        scope.Close();
        if (state != before) scope.Fault(FaultCodes.Unsafe, "a round of this 'for' ends at another place of the text than it begins: one inside of quotes or a tag, one outside", part.Span);

        var (run, span) = (list.Run, part.Span);
        return (frame, output) =>
        {
            frame.Charge();
            var value = run(frame);

            // Nothing to show is no fault of a text.
            if (value.IsNull) return;
            if (value.Kind != ValueKind.List) throw new ExpressionException(FaultCodes.Type, $"'for' runs over a list, and not over {value.Kind.Word()}", span);
            var items = value.List;
            if (items.Count > frame.Budget.Rounds) throw new ExpressionException(FaultCodes.Budget, $"'for' has more than {frame.Budget.Rounds} rounds", span);
            for (var i = 0; i < items.Count; i++)
            {
                frame.Charge();
                frame.Local(slot) = items[i];
                frame.Local(round) = Values.Value.Of(i);
                frame.Local(round + 1) = Values.Value.Of(items.Count);
                body(frame, output);
            }
        };
    }
}
