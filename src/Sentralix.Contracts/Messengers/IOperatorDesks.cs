using Refit;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Contracts.Messengers;

/// <summary>Desks outside where people answer: conversations of any channel are handed to them, and come back. Admin contract of the services
/// that can be such a desk.</summary>
[Contract("~", ContractKind.Admin), Family("jivosite")]
public interface IOperatorDesks
{
    /// <summary>Hands a conversation to the people of a connection that is a desk: they get what was said so far and what the contact says from
    /// now on, and what they answer goes to the contact. Control is theirs until they end it, or are silent for long.</summary>
    /// <returns>202 with who has control; <c>not_found</c>; <c>not_a_desk</c> and <c>desk_not_working</c> (409).</returns>
    [Post("/~/admin/v1/connections/{id}/hand-overs"), Scope("conversations:control"), Answers(202)]
    Task<Result<Control>> HandOver(string id, [Body] HandOver body, CancellationToken cancellation);
}

/// <summary>A conversation to be handed over.</summary>
public sealed record HandOver : IValidated
{
    /// <summary>The conversation.</summary>
    public required string ConversationId { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults) => faults?.Text("conversation_id", ConversationId, Ids.MaxLength);
}
