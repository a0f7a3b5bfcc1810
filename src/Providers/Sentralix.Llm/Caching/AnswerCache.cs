using Sentralix.Contracts;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Caching;

/// <summary>Answers that are given again for the same request, of routes that want it, and walled by tenant.</summary>
internal sealed class AnswerCache(IStore<LlmDbContext> store, CacheWriter writer, Ledger ledger, TimeProvider time)
{
    /// <summary>The provider's name in the ledger: nobody was asked.</summary>
    public const string Provider = "cache";

    /// <summary>What is remembered for a call; null: nothing is, and nothing will be.</summary>
    /// <param name="tenant">Whose call it is.</param>
    /// <param name="route">Its route.</param>
    /// <param name="form">The form of the request.</param>
    /// <param name="request">The request as the guards have left it: what they hide is neither in the key nor in what is remembered.</param>
    /// <param name="shape">What it asks.</param>
    /// <param name="demand">What the client says about remembering.</param>
    public ICallCache? Of(string tenant, ModelRoute route, WireForm form, ReadOnlySpan<byte> request, in ChatRequestShape shape, CacheDemand demand)
    {
        if (route.CacheFor is not { } keepFor || route.IsFree || demand == CacheDemand.Never) return null;
        var of = new Remembering(tenant, route.Id, keepFor, demand);
        if (form == WireForm.Chat)
            return CacheableChat.Is(request, shape) ? new ChatCache(of, RequestKey.OfChat(tenant, route, request), store, writer, time) : null;
        if (form != WireForm.Embeddings || EmbeddingsForm.WantsBase64(request) is not { } base64 || EmbeddingsForm.Texts(request) is not { } texts) return null;
        return new VectorCache(of, RequestKey.OfTexts(tenant, route, request, texts), base64, store, writer, time);
    }

    /// <summary>Writes down that a call was answered from memory: it cost nothing, and it was a call.</summary>
    public void Account(ModelRequest request)
    {
        var record = new AttemptRecord
        {
            Tenant = request.Caller.Tenant,
            Id = Ids.New("att", request.CreatedAt),
            CallId = request.CallId,
            Actor = request.Caller.Actor,
            Conversation = request.Conversation,
            Batch = request.Batch,
            Operation = request.Operation,
            Model = request.Route.Id,
            Provider = Provider,
            UpstreamModel = request.Route.Id,
            Stream = request.Shape.Stream,
            At = request.CreatedAt,
        };
        ledger.Begin(record);
        ledger.Settle(record, Outcomes.Cached, null, default, Sources.None);
    }
}
