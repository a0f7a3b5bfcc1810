using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Aggregator.Conversations;

/// <summary>Opens conversations on the tenant's web connection.</summary>
internal sealed class Opening(IConversations conversations, IActiveAssistants assistants, WebConnections connections)
{
    /// <param name="assistant">The assistant; null: whoever is bound to the web connection, now and later.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The conversation; <c>not_found</c> for an assistant that is not released; <c>no_default_assistant</c> (409).</returns>
    public async Task<Result<Conversation>> Open(string? assistant, CancellationToken cancellation)
    {
        var connection = await connections.OfCaller(cancellation);
        using var _ = OnBehalf.Enter();
        if (assistant is not null)
        {
            var active = await assistants.Active(assistant, cancellation: cancellation);
            if (!active.Ok) return active.Refusal;
        }
        else
        {
            var bound = await assistants.Resolve(connection, cancellation);
            if (!bound.Ok) return bound.Refusal.Status == 404 ? NoDefault : bound.Refusal;
        }

        return await conversations.Open(new OpenConversation { ConnectionId = connection, Channel = Channel.Web, AssistantId = assistant }, cancellation);
    }

    private static readonly Refusal NoDefault =
        Refusal.Conflict("no_default_assistant", "No assistant is bound to the web connection: name one, or bind one.") with { RetryAfterMs = 1000 };
}
