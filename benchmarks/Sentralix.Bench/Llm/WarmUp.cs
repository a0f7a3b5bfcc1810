using System.Globalization;

namespace Sentralix.Bench.Llm;

/// <summary>Tiered compilation counts calls and compiles in the background, beside the work: a way is warm when a request costs it what the one
/// before did, and next to nothing is compiled any more.</summary>
internal static class WarmUp
{
    private const int Least = 5;
    private const double Still = 0.05;
    private const double Compiled = 0.01;

    private static readonly TimeSpan Block = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    public static async Task Of(ChatTarget target, int clients, bool stream)
    {
        var (before, last, compiling, blocks) = (double.MaxValue, 0.0, 1.0, 0);
        for (; blocks < Least || ((Math.Abs(last - before) > Still * before || compiling > Compiled) && blocks * Block < Longest); blocks++)
        {
            var (taken, compiled) = (target.Process!.ProcessorTime, target.Process.CompilingTime);
            (before, last) = (last, await new CostOfRequest(target).Block(clients, Block, stream));

            // The thread ends when it has had nothing to do for a while, and its time with it.
            compiling = Math.Max(0, (target.Process.CompilingTime - compiled) / (target.Process.ProcessorTime - taken));
        }

        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"warm: {target.Name} after {blocks * Block.TotalSeconds:F0} s of {(stream ? "streams" : "requests")}, {before:F0} then {last:F0} µs, {compiling:P1} of it compiling"));
    }
}
