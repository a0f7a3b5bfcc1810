using System.Globalization;

namespace Sentralix.Bench.Llm;

/// <summary>Tiered compilation counts calls and compiles in the background: a way is warm when a request costs it what the one before did.</summary>
internal static class WarmUp
{
    private const int Least = 5;
    private const double Still = 0.05;

    private static readonly TimeSpan Block = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task Of(ChatTarget target, int clients, bool stream)
    {
        var (before, last, blocks) = (double.MaxValue, 0.0, 0);
        for (; blocks < Least || (Math.Abs(last - before) > Still * before && blocks * Block < Longest); blocks++)
            (before, last) = (last, await new CostOfRequest(target).Block(clients, Block, stream));
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"warm: {target.Name} after {blocks * Block.TotalSeconds:F0} s of {(stream ? "streams" : "requests")}, {before:F0} then {last:F0} µs"));
    }
}
