using System.Runtime.CompilerServices;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Conversations;

/// <summary>The public face of conversations. The Orchestrator owns them; here are the walls of a contact's own conversation.</summary>
internal sealed class ConversationApi(IConversations conversations, Opening opening, Intake intake, Follower follower) : IConversationApi
{
    public Task<Result<Conversation>> Open(StartConversation body, CancellationToken cancellation) => opening.Open(body.AssistantId, cancellation);

    public Task<Result<Page<Conversation>>> List(int limit, string? after, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return conversations.List(limit, after, cancellation);
    }

    public async Task<Result<Conversation>> Get(string id, CancellationToken cancellation)
    {
        if (Walled(id)) return NoConversation;
        using var _ = OnBehalf.Enter();
        return await conversations.Get(id, cancellation);
    }

    public async Task<Result<MessageAccepted>> Send(string id, SendMessage body, CancellationToken cancellation)
    {
        if (Walled(id)) return NoConversation;
        return (await intake.Accept(id, body, cancellation)).Map(accepted => new MessageAccepted(accepted.Message!, accepted.RunId));
    }

    public IAsyncEnumerable<ConversationEvent> SendAndStream(string id, SendMessage body, CancellationToken cancellation) => new SentStream(
        id,
        async gone => Walled(id) ? NoConversation : await intake.Accept(id, body, gone),
        run => Seen(follower.Follow(id, run, null, cancellation), cancellation));

    public async Task<Result<Page<Message>>> Messages(string id, int limit, string? after, CancellationToken cancellation)
    {
        if (Walled(id)) return NoConversation;
        using var _ = OnBehalf.Enter();
        return await conversations.Messages(id, limit, after, cancellation);
    }

    public async Task<Result<Page<ConversationEvent>>> Events(string id, int limit, string? after, CancellationToken cancellation)
    {
        if (Walled(id)) return NoConversation;
        var isContact = ContactView.Applies;
        using var _ = OnBehalf.Enter();
        var events = await conversations.Events(id, null, limit, after, cancellation);
        return isContact ? events.Map(ContactView.Of) : events;
    }

    public async IAsyncEnumerable<ConversationEvent> StreamEvents(string id, string? lastEventId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Walled(id)) throw new RefusedException(NoConversation);
        await foreach (var what in Seen(follower.Follow(id, null, lastEventId, cancellation), cancellation)) yield return what;
    }

    public async Task<Result<Run>> Run(string id, CancellationToken cancellation)
    {
        var mine = CallContext.Current.Conversation;
        using var _ = OnBehalf.Enter();
        var run = await conversations.Run(id, cancellation);
        if (mine is null || !run.Ok) return run;
        return run.Value.ConversationId == mine ? ContactView.Of(run.Value) : NoRun;
    }

    public async Task<Result<Run>> Cancel(string id, CancellationToken cancellation)
    {
        var isContact = ContactView.Applies;
        if (isContact && await Run(id, cancellation) is { Ok: false } walled) return walled;
        using var _ = OnBehalf.Enter();
        var run = await conversations.Cancel(id, cancellation);
        return isContact ? run.Map(ContactView.Of) : run;
    }

    public Task<Result<Control>> Control(string id, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return conversations.Control(id, cancellation);
    }

    public Task<Result<Control>> Take(string id, TakeControl body, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return conversations.Take(id, body, cancellation);
    }

    public Task<Result<Control>> ReleaseControl(string id, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return conversations.ReleaseControl(id, cancellation);
    }

    public Task<Result<Message>> Speak(string id, OperatorMessage body, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return conversations.Speak(id, body, cancellation);
    }

    private static readonly Refusal NoConversation = Refusal.NotFound("conversation");

    private static readonly Refusal NoRun = Refusal.NotFound("run");

    private static IAsyncEnumerable<ConversationEvent> Seen(IAsyncEnumerable<ConversationEvent> events, CancellationToken cancellation) =>
        ContactView.Applies ? ContactView.Of(events, cancellation) : events;

    // To a contact, every conversation but its own does not exist.
    private static bool Walled(string id) => CallContext.Current.Conversation is { } mine && mine != id;
}
