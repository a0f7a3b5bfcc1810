using Sentralix.Llm.Limits;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Calls;

/// <summary>A race: a stream that is slow to begin is asked for at a second target too, and whichever begins first answers. For voices,
/// where silence is worse than paying twice.</summary>
internal sealed class Hedge(OpenedCall call, Attempt first, TimeSpan after, TimeProvider time)
{
    /// <param name="second">Starts an attempt at the next target, if there is one.</param>
    /// <param name="caller">The caller's cancellation.</param>
    /// <returns>Whether one of them answers.</returns>
    public async Task<bool> Run(Func<ValueTask<(Attempt? Attempt, LimitRefusal? Refusal)>> second, CancellationToken caller)
    {
        var one = first.Begin();
        using (var early = CancellationTokenSource.CreateLinkedTokenSource(caller))
        {
            await Task.WhenAny(one, Task.Delay(after, time, early.Token));
            await early.CancelAsync();
        }

        if (one.IsCompleted) return Take(first, await one);

        // Too little money for two, or nobody else to ask: then the first alone.
        var (other, _) = await second();
        if (other is null) return Take(first, await one);

        var two = other.Begin();
        try
        {
            var isFirst = await Task.WhenAny(one, two) == one;
            var (fast, fastTask, slow, slowTask) = isFirst ? (first, one, other, two) : (other, two, first, one);
            if (!Take(fast, await fastTask)) return Take(slow, await slowTask);
            await Stop(slow, slowTask);
            return true;
        }
        catch
        {
            // The caller has gone. Neither may go on reading when the call is cleared away.
            await Stop(first, one);
            await Stop(other, two);
            throw;
        }
    }

    private bool Take(Attempt attempt, UpstreamFault? fault)
    {
        if (fault is null) call.Answer(attempt);
        else call.Fail(attempt, fault);
        return fault is null;
    }

    /// <summary>Stops the slower one, and with it what it costs.</summary>
    private static async Task Stop(Attempt slow, Task<UpstreamFault?> task)
    {
        slow.Clock.GiveUp();
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        slow.Cancelled();
    }
}
