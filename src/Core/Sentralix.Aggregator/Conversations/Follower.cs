using System.Globalization;
using System.Runtime.CompilerServices;
using Sentralix.Aggregator.Fences;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Conversations;

/// <summary>Follows a conversation, or one run of it: goes on by itself where the stream was cut between us and the Orchestrator, and
/// keeps back what the assistant says under an epoch below the fence.</summary>
internal sealed class Follower(IConversations conversations, FenceBoard fences, TimeProvider clock)
{
    // An Orchestrator that was killed is replaced within 15 seconds.
    private const int MostCuts = 40;
    private static readonly TimeSpan CutPause = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<ConversationEvent> Follow(string conversation, string? run, string? lastEventId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var caller = OnBehalf.OfCaller();
        using var fence = fences.Watch(conversation);
        var last = lastEventId;
        var cuts = 0;
        while (true)
        {
            ServiceUnavailableException? cut = null;
            IAsyncEnumerator<ConversationEvent> source;
            using (caller.Enter()) source = conversations.Stream(conversation, run, last, cancellation).GetAsyncEnumerator(cancellation);
            await using (source)
            {
                while (true)
                {
                    try
                    {
                        if (!await Next(caller, source)) break;
                    }
                    catch (Exception fault) when (fault is ServiceUnavailableException or HttpRequestException or IOException)
                    {
                        cut = new ServiceUnavailableException("orchestrator", "The stream of the conversation was cut.", fault);
                        break;
                    }

                    var what = source.Current;
                    if (what.Seq is { } seq) last = seq.ToString(CultureInfo.InvariantCulture);
                    if (IsControl(what)) fence.Saw(what.Epoch ?? 0);
                    if (what.Seq is null && what.Epoch < await fence.Height(cancellation)) continue;
                    cuts = 0;
                    yield return what;
                    if (run is not null && EndsRun(what)) yield break;
                }
            }

            cancellation.ThrowIfCancellationRequested();
            if (++cuts > MostCuts || (cut is not null && last is null && cuts > 3))
                throw cut ?? new ServiceUnavailableException("orchestrator", "The stream of the conversation ended too early.");
            await Task.Delay(CutPause, clock, cancellation);
        }
    }

    private static bool IsControl(ConversationEvent what) => what.Type.StartsWith("control.", StringComparison.Ordinal);

    private static bool EndsRun(ConversationEvent what) => what.Type is "run.completed" or "run.failed" or "run.canceled" or "run.expired" or "run.superseded";

    // The context of an iterator is that of whoever pulls it: each pull enters the one this stream was allowed under.
    private static Task<bool> Next(CallContext caller, IAsyncEnumerator<ConversationEvent> source)
    {
        using var _ = caller.Enter();
        return source.MoveNextAsync().AsTask();
    }
}
