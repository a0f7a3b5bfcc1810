using System.Diagnostics.CodeAnalysis;
using Sentralix.Expressions.Compilation;
using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions;

/// <summary>
/// A compiled expression: it always ends, changes nothing and costs no more than its activation's budget. Safe to share between threads; keep it
/// as long as its source.
/// </summary>
public sealed class Expression
{
    private readonly Node node;
    private readonly Evaluate run;
    private readonly Test test;
    private readonly Vocabulary vocabulary;
    private readonly int locals;

    private Expression(string source, Node node, Code code, Vocabulary vocabulary, int locals)
    {
        (Source, this.node, this.vocabulary, this.locals) = (source, node, vocabulary, locals);
        (run, test, Shape) = (code.Run, code.AsTest(), code.Shape);
    }

    public string Source { get; }

    /// <summary>What is known of its value.</summary>
    public Shape Shape { get; }

    /// <summary>The same expression in the one canonical form, for comparing and showing.</summary>
    public string Canonical => Printer.Print(node);

    /// <summary>What it reads.</summary>
    public IReadOnlyList<ReadPath> Reads
    {
        get
        {
            var references = new References();
            references.Add(node);
            return references.Paths;
        }
    }

    /// <param name="source">The text.</param>
    /// <param name="vocabulary">The roots it may name.</param>
    /// <param name="expected">The types its value may have. Where it is certain to have another, that is a fault.</param>
    /// <param name="budget">Bounds its length and depth.</param>
    public static Compiled<Expression> Compile(string source, Vocabulary vocabulary, Kinds expected = Kinds.Any, Budget? budget = null)
    {
        try
        {
            var node = ExpressionParser.Parse(source, budget ?? Budget.Default);
            var scope = new Scope(vocabulary);
            var code = Compiler.Compile(node, scope);
            if ((code.Kinds & expected) == Kinds.None) scope.Fault(FaultCodes.Type, $"{expected.Word()} is needed here, and this is {code.Kinds.Word()}", node.Span);
            return Compiled<Expression>.Of(source, new Expression(source, node, code, vocabulary, scope.LocalCount), scope);
        }
        catch (ExpressionException wrong)
        {
            return Compiled<Expression>.Refused(source, wrong);
        }
    }

    /// <summary>What an expression reads, whether or not the roots exist: validation finds secrets and unknown variables with it.</summary>
    /// <returns>Null: it is no expression.</returns>
    public static IReadOnlyList<ReadPath>? ReadsOf(string source)
    {
        try
        {
            var references = new References();
            references.Add(ExpressionParser.Parse(source, Budget.Default));
            return references.Paths;
        }
        catch (ExpressionException)
        {
            return null;
        }
    }

    /// <returns>False: <paramref name="fault"/> says why.</returns>
    public bool TryEvaluate(Activation activation, out Value value, [NotNullWhen(false)] out ExpressionFault? fault)
    {
        try
        {
            activation.Frame.Begin(vocabulary, locals);
            value = run(activation.Frame);
            fault = null;
            return true;
        }
        catch (ExpressionException wrong)
        {
            value = Value.Null;
            fault = wrong.At(Source, new SourceSpan(0, Source.Length));
            return false;
        }
    }

    /// <summary>Evaluates a condition; a value that is neither true nor false is a fault.</summary>
    public bool TryTest(Activation activation, out bool holds, [NotNullWhen(false)] out ExpressionFault? fault)
    {
        try
        {
            activation.Frame.Begin(vocabulary, locals);
            holds = test(activation.Frame);
            fault = null;
            return true;
        }
        catch (ExpressionException wrong)
        {
            holds = false;
            fault = wrong.At(Source, new SourceSpan(0, Source.Length));
            return false;
        }
    }
}
