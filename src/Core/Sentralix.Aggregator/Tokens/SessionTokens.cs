using Sentralix.Aggregator.Conversations;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Tokens;

/// <summary>Session tokens for integrators' servers, which hand them to their customers' browsers.</summary>
internal sealed class SessionTokens(TokenSeal seal, Opening opening, IConversations conversations) : ISessionTokens
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public async Task<Result<SessionToken>> Mint(MintSessionToken body, CancellationToken cancellation)
    {
        if (body is { ConversationId: not null, AssistantId: not null })
            return Refusal.Invalid("assistant_id", "is for a new conversation only");
        var conversation = body.ConversationId is { } known ? await Existing(known, cancellation) : await opening.Open(body.AssistantId, cancellation);
        var lifetime = body.LifetimeMs is { } ms ? TimeSpan.FromMilliseconds(ms) : Lifetime;
        return conversation.Map(c => seal.Issue(CallContext.Current.Tenant, c.Id, lifetime, renewable: false));
    }

    private async Task<Result<Conversation>> Existing(string id, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return await conversations.Get(id, cancellation);
    }
}
