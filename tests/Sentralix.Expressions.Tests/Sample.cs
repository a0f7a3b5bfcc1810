using System.Text.Json;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests;

/// <summary>Roots that the tests share, and the shortest way to a value.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 18, 5, 9, TimeSpan.Zero);
    public static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");
    public static readonly Vocabulary Vocabulary = Vocabulary.Of("vars", "message", "file", "spent", "inputs");

    private static readonly Value Vars = ValueJson.Of(JsonDocument.Parse("""
        {
          "n": 3, "price": 10.5, "name": "Анна", "yes": true, "none": null, "empty": [], "text": "",
          "tags": ["vip", "new"], "numbers": [3, 1, 2],
          "order": { "status": "delivered", "eta": "2026-11-22T18:00:00+03:00", "items": [ { "sku": "A-1", "price": 99.90, "count": 2 }, { "sku": "B-2", "price": 250, "count": 1 } ] },
          "первый заказ": 7, "emoji": "да👍нет"
        }
        """).RootElement);

    public static Activation Activation(Locale locale = Locale.Russian, Budget? budget = null, string? seed = "run_1|node|1") =>
        new Activation(Vocabulary, Now, Moscow) { Locale = locale, Budget = budget ?? Budget.Default, Seed = seed }
            .With("vars", Vars)
            .With("message", ValueJson.Of(JsonDocument.Parse("""{ "text": "Где мой заказ?", "button": null }""").RootElement))
            .With("file", Value.Of(new BytesRef("file_1", 2048, "image/png")))
            .With("spent", Value.Of(TimeSpan.FromMinutes(90)));

    public static Expression Compile(string source, Vocabulary? vocabulary = null)
    {
        var compiled = Expression.Compile(source, vocabulary ?? Vocabulary);
        Assert.True(compiled.Value is not null, $"{source}: {string.Join("; ", compiled.Faults)}");
        return compiled.Value;
    }

    /// <summary>The value with its type, or the code of the fault, whether it is found before or while it runs.</summary>
    public static string Of(string source, Activation? activation = null)
    {
        var compiled = Expression.Compile(source, Vocabulary);
        if (compiled.Value is not { } expression) return compiled.Faults[0].Code;
        return expression.TryEvaluate(activation ?? Activation(), out var value, out var fault) ? Show(value) : fault.Code;
    }

    public static string Show(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => value.Bool ? "true" : "false",
        ValueKind.Text => $"'{value.Text}'",
        ValueKind.List or ValueKind.Map => ValueJson.Write(value),
        _ => $"{value.Kind.Word()} {value}",
    };

    public static string Render(string source, Activation? activation = null, TemplateOptions? options = null)
    {
        var compiled = Template.Compile(source, Vocabulary, options);
        if (compiled.Value is not { } template) return compiled.Faults[0].Code;
        return template.TryRender(activation ?? Activation(), out var text, out var fault) ? text : fault.Code;
    }

    public static ExpressionFault Fault(string source, Vocabulary? vocabulary = null, Kinds expected = Kinds.Any) =>
        Assert.Single(Expression.Compile(source, vocabulary ?? Vocabulary, expected).Faults);
}
