using Sentralix.Bench.Load;

namespace Sentralix.Bench.Llm;

/// <summary>What one way has cost so far, in blocks that it took by turns with the others.</summary>
internal sealed class CostOfRequest(ChatTarget target)
{
    private readonly List<double> latencies = [];
    private TimeSpan processor;
    private TimeSpan elapsed;

    public ChatTarget Target => target;

    public int Requests => latencies.Count;

    /// <summary>Microseconds of processor time a request.</summary>
    public double Microseconds => processor.TotalMicroseconds / Requests;

    public double PerSecond => Requests / elapsed.TotalSeconds;

    /// <summary>One block: so many clients for so long.</summary>
    /// <returns>Microseconds of processor time a request of this block.</returns>
    public async Task<double> Block(int clients, TimeSpan duration, bool stream)
    {
        var before = target.Process!.ProcessorTime;
        var load = await ClosedLoop.Run(clients, duration, _ => target.Ask(stream));
        var taken = target.Process.ProcessorTime - before;
        latencies.AddRange(load.Latencies);
        processor += taken;
        elapsed += load.Elapsed;
        return taken.TotalMicroseconds / load.Latencies.Count;
    }

    public double Percentile(double share) => latencies.Order().ElementAt((int)(Requests * share));
}
