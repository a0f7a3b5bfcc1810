namespace Sentralix.Expressions;

/// <summary>What became of a source.</summary>
/// <param name="Value">Ready to run; null: there are faults.</param>
/// <param name="Faults">What is wrong with it.</param>
/// <param name="Warnings">What may be wrong with it.</param>
public sealed record Compiled<T>(T? Value, IReadOnlyList<ExpressionFault> Faults, IReadOnlyList<ExpressionFault> Warnings)
    where T : class
{
    internal static Compiled<T> Refused(string source, ExpressionException wrong) => new(null, [wrong.At(source, new SourceSpan(0, source.Length))], []);

    internal static Compiled<T> Of(string source, T value, Compilation.Scope scope) =>
        new(scope.Faults.Count > 0 ? null : value, All(source, scope.Faults), All(source, scope.Warnings));

    private static ExpressionFault[] All(string source, IEnumerable<(string Code, string Message, SourceSpan Span)> faults) =>
        [.. faults.Select(fault => ExpressionFault.At(source, fault.Code, fault.Message, fault.Span)).Distinct().OrderBy(fault => fault.Offset)];
}
