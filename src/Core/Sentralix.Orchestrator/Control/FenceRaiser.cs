using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Outbound;
using Sentralix.Orchestrator.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Control;

/// <summary>A fence to be raised.</summary>
internal sealed record FencePayload(string ConversationId, long Epoch);

/// <summary>Raises the fence in the conversation's channel, and says then that control is held.</summary>
internal sealed class FenceRaiser(IStore<OrchestratorDbContext> store, IWebChannel web, Messengers messengers)
{
    /// <summary>How long a take waits for the channel before it answers <c>pending</c>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null while the channel cannot be reached: control is pending.</summary>
    public async Task<Result<Contracts.Orchestrator.Control>?> Raise(string id, long epoch, CancellationToken cancellation)
    {
        using var _ = CallContext.Current.As(OrchestratorModule.ServiceName).Enter();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        Result<Fence> raised;
        try
        {
            var channel = await store.Read((db, c) => db.Conversations.Where(x => x.Id == id).Select(x => x.Channel).SingleAsync(c), patience.Token);
            raised = channel == Channel.Web
                ? await web.RaiseFence(id, new Fence(epoch), patience.Token)
                : await messengers.Of(channel).RaiseFence(id, new Fence(epoch), patience.Token);
        }
        catch (Exception fault) when (fault is ServiceUnavailableException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }

        if (!raised.Ok) return null;
        return await store.Write<Result<Contracts.Orchestrator.Control>>(async (db, c) =>
        {
            if (await db.LockConversation(id, c) is not { } conversation) return Refusal.NotFound("conversation");
            if (conversation.Epoch == epoch) conversation.Fenced = true;
            return conversation.ToControl(raised.Value.InFlight);
        }, CancellationToken.None);
    }

    /// <summary>Whether a fence is still to be raised.</summary>
    public Task<bool> IsPending(string id, long epoch, CancellationToken cancellation) =>
        store.Read((db, c) => db.Conversations.AnyAsync(x => x.Id == id && x.Epoch == epoch && !x.Fenced, c), cancellation);
}

/// <summary>Raises fences that a take could not.</summary>
internal sealed class FenceHandler(FenceRaiser fences) : IWorkHandler
{
    public const string KindName = "control.fence";

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromSeconds(30) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var payload = work.Payload<FencePayload>();
        if (!await fences.IsPending(payload.ConversationId, payload.Epoch, cancellation)) return;
        if (await fences.Raise(payload.ConversationId, payload.Epoch, cancellation) is not { Ok: true })
            throw new ServiceUnavailableException("api", "The channel has not confirmed the fence yet.");
    }
}
