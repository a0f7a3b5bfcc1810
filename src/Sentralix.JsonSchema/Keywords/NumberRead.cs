using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>Numbers of a value, paid for by their length.</summary>
internal static class NumberRead
{
    /// <returns>False: the pass has been given up.</returns>
    public static bool TryRead(ref Run run, int at, out ExactNumber number)
    {
        var text = run.Instance.Text(at);
        number = default;
        if (text.Length > 32 && !run.Spend(text.Length >> 3)) return false;
        return ExactNumber.TryRead(text, out number) || run.Stop(ValidationStops.NumberTooLarge);
    }
}
