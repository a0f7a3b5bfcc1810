namespace Sentralix.Expressions.Functions;

/// <summary>All functions by their names.</summary>
internal static class FunctionTable
{
    private static readonly Dictionary<string, Function> Functions =
        new IEnumerable<Function>[] { TextFunctions.All, NumberFunctions.All, ListFunctions.All, TimeFunctions.All, ValueFunctions.All, Russian.RussianFunctions.All }
            .SelectMany(some => some).ToDictionary(function => function.Name);

    public static IReadOnlyCollection<string> Names => Functions.Keys;

    public static Function? Find(string name) => Functions.GetValueOrDefault(name);
}
