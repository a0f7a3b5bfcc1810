using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Conversations;

/// <summary>Who the contact is and what a conversation is about, as events of its channel tell it.</summary>
internal static class Surroundings
{
    /// <summary>Keeps what is new.</summary>
    /// <returns>The line of the log that says what the conversation is about now; null: nothing has changed. A turn that was prepared before
    /// it is prepared again, because the log has grown.</returns>
    public static ConversationEvent? Learn(ConversationRow conversation, ChannelEvent body)
    {
        if (body.ContactName is { } name) conversation.ContactName = name;
        if (body.Context is not { } told) return null;

        // An event tells of one thing; what it does not name stays.
        var before = conversation.Context is null ? new() : Mapping.Read<ConversationContext>(conversation.Context) ?? new();
        var after = before with { Listing = told.Listing ?? before.Listing, Page = told.Page ?? before.Page };
        if (after == before) return null;
        conversation.Context = Mapping.Write(after);
        return new ConversationEvent { Type = ChannelEventTypes.ConversationUpdated, ConversationId = conversation.Id, Reason = told.Listing is null ? "page" : "listing" };
    }
}
