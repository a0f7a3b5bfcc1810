using System.Runtime.CompilerServices;
using Sentralix.Expressions.Functions;
using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>Compiles calls.</summary>
internal static class Calls
{
    public static Code Compile(CallNode call, Scope scope)
    {
        if (Macros.IsMacro(call)) return Macros.Compile(call, scope);
        switch (call.Name)
        {
            case "matches" when call.Arguments.Count == 2:
                return Null(call, Compiler.Compile(call.Arguments[0], scope), text => Patterns.Compile(text, call.Arguments[1], call.Span, scope), scope);
            case "contains" when call.Arguments.Count == 2:
                return Null(call, Compiler.Compile(call.Arguments[0], scope), whole => BinaryOperators.Contains(whole, Compiler.Compile(call.Arguments[1], scope), call.Span, "contains", scope), scope);
            case "get" when call is { Form: CallForm.Function, Arguments.Count: 2 }:
                return Get(call, scope);
        }

        if (FunctionTable.Find(call.Name) is not { } function)
        {
            scope.Fault(FaultCodes.Unknown, Unknown(call), call.NameSpan);
            foreach (var argument in call.Arguments) Compiler.Compile(argument, scope);
            return Compiler.Nothing(call.Span);
        }

        var arguments = call.Arguments.Select(argument => Compiler.Compile(argument, scope)).ToArray();
        if (!Check(function, call, arguments, scope)) return new Code(_ => Value.Null, function.Result, call.Span);
        var site = new CallPlace(function, call.Span, Prepared(function, call, arguments, scope));
        var shapes = Array.ConvertAll(arguments, argument => argument.Shape);
        var runs = Array.ConvertAll(arguments, argument => argument.Run);
        var isSafe = call.Form == CallForm.SafeMethod;
        var shape = function.ResultOf?.Invoke(shapes) ?? function.Result;
        return new Code(Run(site, runs, isSafe), isSafe ? shape.OrNull() : shape, call.Span);
    }

    private static Evaluate Run(CallPlace site, Evaluate[] runs, bool isSafe)
    {
        if (runs.Length > Few.Count)
        {
            return frame =>
            {
                var many = new Value[runs.Length];
                return Invoke(site, runs, many, isSafe, frame);
            };
        }

        return frame =>
        {
            var few = default(Few);
            return Invoke(site, runs, ((Span<Value>)few)[..runs.Length], isSafe, frame);
        };
    }

    private static Value Invoke(CallPlace site, Evaluate[] runs, Span<Value> arguments, bool isSafe, Frame frame)
    {
        frame.Charge();
        for (var i = 0; i < runs.Length; i++)
        {
            arguments[i] = runs[i](frame);
            if (i == 0 && isSafe && arguments[0].IsNull) return Value.Null;
            var parameter = site.Function.At(i);
            if (!parameter.Kinds.Has(arguments[i].Kind)) throw site.Fault(FaultCodes.Type, Refused(parameter, arguments[i].Kind.Word()));
        }

        try
        {
            return site.Function.Body(new Call(frame, site, arguments));
        }
        catch (ExpressionException wrong) when (wrong.Span is null)
        {
            throw site.Fault(wrong.Code, wrong.Message);
        }
    }

    private static bool Check(Function function, CallNode call, Code[] arguments, Scope scope)
    {
        if (arguments.Length < function.Least || arguments.Length > function.Most)
        {
            var takes = function.Least == function.Most ? $"{function.Least}" : $"{function.Least} to {function.Most}";
            scope.Fault(FaultCodes.Type, $"{function.Name}() takes {takes} {(takes == "1" ? "argument" : "arguments")} ({string.Join(", ", function.Parameters.Select(p => p.Name))}), and here are {arguments.Length}", call.Span);
            return false;
        }

        var isGood = true;
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = function.At(i);
            if ((arguments[i].Kinds & parameter.Kinds) != 0 || (i == 0 && call.Form == CallForm.SafeMethod && arguments[i].Kinds.Has(ValueKind.Null))) continue;
            scope.Fault(FaultCodes.Type, $"{function.Name}(): {Refused(parameter, arguments[i].Kinds.Word())}", arguments[i].Span);
            isGood = false;
        }

        return isGood;
    }

    private static string Refused(Parameter parameter, string found) => $"'{parameter.Name}' is {parameter.Kinds.Word()}, and here is {found}";

    private static object? Prepared(Function function, CallNode call, Code[] arguments, Scope scope)
    {
        try
        {
            return function.Prepare?.Invoke(Array.ConvertAll(arguments, argument => argument.Constant));
        }
        catch (ExpressionException wrong)
        {
            scope.Fault(wrong.Code, $"{function.Name}(): {wrong.Message}", call.Span);
            return null;
        }
    }

    /// <summary><c>get('vars.order.number', 'none')</c>: what the path leads to, or the other where that is null.</summary>
    private static Code Get(CallNode call, Scope scope)
    {
        var other = Compiler.Compile(call.Arguments[1], scope);
        if (call.Arguments[0] is not LiteralNode { Value: { Kind: ValueKind.Text } literal })
        {
            scope.Fault(FaultCodes.Type, "get(): the path must be written here, as a text in quotes; get(value, path, default) takes any", call.Arguments[0].Span);
            return Compiler.Nothing(call.Span);
        }

        if (!ValuePath.TryParse(literal.Text, out var path))
        {
            scope.Fault(FaultCodes.Value, "get(): the path is none; it looks like vars.order.items[0].name", call.Arguments[0].Span);
            return Compiler.Nothing(call.Span);
        }

        var root = Compiler.Compile(new NameNode(path.Root, call.Arguments[0].Span), scope);
        Evaluate run = root.Run, otherwise = other.Run;
        var steps = path.Steps;
        return new Code(
            frame =>
            {
                frame.Charge(1 + steps.Count);
                var found = ValuePath.Read(run(frame), steps);
                return found.IsNull ? otherwise(frame) : found;
            },
            Shape.Any,
            call.Span);
    }

    /// <summary>Where a call is written <c>a?.f()</c>, null for null.</summary>
    private static Code Null(CallNode call, Code target, Func<Code, Code> compile, Scope scope)
    {
        if (call.Form != CallForm.SafeMethod) return compile(target);

        // The target is evaluated once, into a slot that has no name.
        var kinds = target.Kinds & ~Kinds.Null;
        var known = target.Shape with { Kinds = kinds == Kinds.None ? Kinds.Any : kinds };
        var slot = scope.Open("", known);
        var inner = compile(new Code(frame => frame.Local(slot), known, target.Span));
        scope.Close();
        var (run, evaluate) = (inner.Run, target.Run);
        return new Code(
            frame =>
            {
                var value = evaluate(frame);
                if (value.IsNull) return Value.Null;
                frame.Local(slot) = value;
                return run(frame);
            },
            inner.Shape.OrNull(),
            call.Span);
    }

    private static string Unknown(CallNode call)
    {
        if (Macros.Names.Contains(call.Name)) return $"{call.Name} names the items: items.{call.Name}(x, …), where x stands for each of them";
        return $"there is no {(call.Form == CallForm.Filter ? "filter" : "function")} '{Suggestion.Shown(call.Name)}'{Suggestion.For(call.Name, FunctionTable.Names.Concat(Macros.Names))}";
    }

    [InlineArray(Count)]
    private struct Few
    {
        public const int Count = 4;
        private Value first;
    }
}
