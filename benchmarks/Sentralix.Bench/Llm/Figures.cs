using System.Globalization;

namespace Sentralix.Bench.Llm;

/// <summary>The figures of the line that the bench ends with.</summary>
internal sealed class Figures
{
    private readonly List<string> told = [];

    /// <param name="name">The figure.</param>
    /// <param name="value">Null: it could not be measured.</param>
    public void Add(string name, double? value) =>
        told.Add($"{name}={(value is { } number ? number.ToString("F2", CultureInfo.InvariantCulture) : "none")}");

    public override string ToString() => string.Join(' ', told);
}
