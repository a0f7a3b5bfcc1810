using System.Runtime.CompilerServices;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Conversations;

/// <summary>What a contact sees of a conversation: what was said and how runs ended. How the assistant came to it (nodes, what was looked
/// up, what broke where, what it cost) is for the tenant's own people.</summary>
internal static class ContactView
{
    /// <summary>Whether the caller is a contact.</summary>
    public static bool Applies => CallContext.Current.Conversation is not null;

    public static async IAsyncEnumerable<ConversationEvent> Of(IAsyncEnumerable<ConversationEvent> events, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var what in events.WithCancellation(cancellation))
            if (Of(what) is { } seen) yield return seen;
    }

    public static Page<ConversationEvent> Of(Page<ConversationEvent> page) => page with { Items = [.. page.Items.Select(Of).OfType<ConversationEvent>()] };

    public static Run Of(Run run) => run with { Error = Of(run.Error), Usage = null };

    private static ConversationEvent? Of(ConversationEvent what) =>
        what.Type.StartsWith("node.", StringComparison.Ordinal) ? null : what with { Error = Of(what.Error) };

    private static RunError? Of(RunError? error) => error is null ? null : new RunError(error.Code, "");
}
