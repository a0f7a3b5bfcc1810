using System.Runtime.CompilerServices;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Http;

namespace Sentralix.Aggregator.Conversations;

/// <summary>A message that is accepted first and then answered with its run's events, closed by <c>done</c>.</summary>
internal sealed class SentStream(string conversation, Func<CancellationToken, Task<Result<EventAccepted>>> accept, Func<string, IAsyncEnumerable<ConversationEvent>> follow)
    : IAsyncEnumerable<ConversationEvent>, IAdmittedStream
{
    private readonly TaskCompletionSource admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Admission => admitted.Task;

    public IAsyncEnumerator<ConversationEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Events(cancellationToken).GetAsyncEnumerator(cancellationToken);

    private async IAsyncEnumerable<ConversationEvent> Events([EnumeratorCancellation] CancellationToken cancellation)
    {
        var accepted = (await accept(cancellation)).OrThrow();
        admitted.TrySetResult();
        if (accepted.RunId is { } run)
        {
            await foreach (var what in follow(run).WithCancellation(cancellation)) yield return what;
        }
        else
        {
            // A human has control: nothing runs, and all there is to tell is that the message is there.
            yield return new ConversationEvent
            {
                Seq = accepted.Message!.Seq,
                Type = "message.received",
                ConversationId = conversation,
                At = accepted.Message.CreatedAt,
                Message = accepted.Message,
            };
        }

        yield return new ConversationEvent { Type = "done", ConversationId = conversation, RunId = accepted.RunId };
    }
}
