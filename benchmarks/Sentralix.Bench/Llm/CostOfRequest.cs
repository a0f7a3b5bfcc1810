using System.Globalization;
using Sentralix.Bench.Load;

namespace Sentralix.Bench.Llm;

/// <summary>What one way has cost so far, in blocks that it took by turns with the others.</summary>
internal sealed class CostOfRequest(ChatTarget target)
{
    private readonly List<double> latencies = [];
    private readonly List<double> blocks = [];
    private TimeSpan elapsed;
    private TimeSpan kernel;

    public ChatTarget Target => target;

    public int Requests => latencies.Count;

    /// <summary>Microseconds of processor time a request, in the block that is in the middle. Not the mean: what runs once in a while and is
    /// compiled anew minutes after the start falls into one block, whichever.</summary>
    public double Microseconds => blocks.Order().ElementAt(blocks.Count / 2);

    /// <summary>Microseconds of it in the kernel, on average.</summary>
    public double KernelMicroseconds => kernel.TotalMicroseconds / Requests;

    /// <summary>Each block's.</summary>
    public string Blocks => string.Join(' ', blocks.Select(each => each.ToString("F0", CultureInfo.InvariantCulture)));

    public double PerSecond => Requests / elapsed.TotalSeconds;

    /// <summary>One block: so many clients for so long.</summary>
    /// <returns>Microseconds of processor time a request of this block.</returns>
    public async Task<double> Block(int clients, TimeSpan duration, bool stream)
    {
        var (before, inKernel) = (target.Process!.ProcessorTime, target.Process.KernelTime);
        var load = await ClosedLoop.Run(clients, duration, _ => target.Ask(stream));
        var taken = target.Process.ProcessorTime - before;
        kernel += target.Process.KernelTime - inKernel;
        latencies.AddRange(load.Latencies);
        elapsed += load.Elapsed;
        var each = taken.TotalMicroseconds / load.Latencies.Count;
        blocks.Add(each);
        return each;
    }

    public double Percentile(double share) => latencies.Order().ElementAt((int)(Requests * share));
}
