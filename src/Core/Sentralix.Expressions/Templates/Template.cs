using System.Diagnostics.CodeAnalysis;
using Sentralix.Expressions.Compilation;

namespace Sentralix.Expressions.Templates;

/// <summary>
/// A compiled template: text with <c>{{ values }}</c>, conditions and loops. Values are escaped for its target. Like an expression it always
/// ends and changes nothing; all of a rendering has one budget. Safe to share between threads.
/// </summary>
public sealed class Template
{
    private readonly IReadOnlyList<Part> parts;
    private readonly Render render;
    private readonly Vocabulary vocabulary;
    private readonly int locals;

    private Template(string source, IReadOnlyList<Part> parts, Render render, Vocabulary vocabulary, int locals) =>
        (Source, this.parts, this.render, this.vocabulary, this.locals) = (source, parts, render, vocabulary, locals);

    public string Source { get; }

    /// <summary>The same template in the one canonical form.</summary>
    public string Canonical => TemplatePrinter.Print(parts);

    /// <summary>What it reads.</summary>
    public IReadOnlyList<ReadPath> Reads => TemplateReferences.Of(parts);

    /// <param name="source">The text.</param>
    /// <param name="vocabulary">The roots it may name.</param>
    /// <param name="options">What it is for; null: plain text.</param>
    public static Compiled<Template> Compile(string source, Vocabulary vocabulary, TemplateOptions? options = null)
    {
        options ??= new TemplateOptions();
        try
        {
            var parts = TemplateTree.Build(TemplateGrammar.Parse(source, options.Budget), options.Budget);
            var scope = new Scope(vocabulary);
            var render = new TemplateCompiler(options, scope).Compile(parts);
            return Compiled<Template>.Of(source, new Template(source, parts, render, vocabulary, scope.LocalCount), scope);
        }
        catch (ExpressionException wrong)
        {
            return Compiled<Template>.Refused(source, wrong);
        }
    }

    /// <summary>What a template reads, whether or not the roots exist.</summary>
    /// <returns>Null: it is no template.</returns>
    public static IReadOnlyList<ReadPath>? ReadsOf(string source)
    {
        try
        {
            return TemplateReferences.Of(TemplateTree.Build(TemplateGrammar.Parse(source, Budget.Default), Budget.Default));
        }
        catch (ExpressionException)
        {
            return null;
        }
    }

    /// <returns>False: <paramref name="fault"/> says why.</returns>
    public bool TryRender(Activation activation, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out ExpressionFault? fault)
    {
        try
        {
            var frame = activation.Frame;
            frame.Begin(vocabulary, locals);
            var output = frame.Output ??= new Output();
            output.Begin(frame.Budget.OutputBytes);
            render(frame, output);
            text = output.ToString();
            fault = null;
            return true;
        }
        catch (ExpressionException wrong)
        {
            text = null;
            fault = wrong.At(Source, new SourceSpan(0, Source.Length));
            return false;
        }
    }
}
