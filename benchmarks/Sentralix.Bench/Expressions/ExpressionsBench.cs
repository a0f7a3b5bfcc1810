using System.Globalization;

namespace Sentralix.Bench.Expressions;

/// <summary>How many conditions are evaluated and texts rendered in a second of one core, next to the same written by hand in C#.</summary>
internal static class ExpressionsBench
{
    public static int Run(BenchOptions options)
    {
        var share = options.Duration / 3;
        var conditions = Blocks.Rates(share, Conditions.Evaluated, Conditions.EvaluatedAnew, Conditions.WrittenByHand);
        var texts = Blocks.Rates(share, Texts.Rendered, Texts.WrittenByHand);
        var ways = Blocks.Rates(share, Conditions.Emitted.EvaluatedByDelegates, Conditions.Emitted.EvaluatedByCode, Conditions.Built, Conditions.Emitted.BuiltAsCode);
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"compiling: delegates run {ways[0]:F0}/s and are parsed, checked and built {ways[2]:F0}/s; emitted code runs {ways[1]:F0}/s and is built {ways[3]:F0}/s"));
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT expressions evaluations_per_s={conditions[0]:F0} with_new_activation_per_s={conditions[1]:F0} limit_evaluations_per_s={conditions[2]:F0} ratio={conditions[0] / conditions[2]:F2} templates_per_s={texts[0]:F0} limit_templates_per_s={texts[1]:F0} templates_ratio={texts[0] / texts[1]:F2} compiled_per_s={ways[2]:F0}"));
        return 0;
    }
}
