using System.Collections.Concurrent;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>The core as a messenger meets it: opens a thread's conversation once, takes an event once, and writes down what it was told.</summary>
internal sealed class RecordingCore(TimeProvider clock) : IConversations
{
    private readonly ConcurrentDictionary<string, Conversation> threads = new();
    private readonly ConcurrentDictionary<string, EventAccepted> told = new();

    public ConcurrentQueue<ChannelEvent> Events { get; } = new();

    public ConcurrentQueue<OpenConversation> Opened { get; } = new();

    public Task<Result<Conversation>> Open(OpenConversation body, CancellationToken cancellation)
    {
        Opened.Enqueue(body);
        var now = clock.GetUtcNow();
        return Task.FromResult<Result<Conversation>>(threads.GetOrAdd($"{body.ConnectionId}/{body.ThreadId}", _ => new Conversation(
            Ids.New("cnv", now), body.ConnectionId, body.Channel, Ids.New("ctc", now), null, 0, new Control("assistant", null, 0, "held", []), false, now, now)));
    }

    public Task<Result<EventAccepted>> Accept(ChannelEvent body, CancellationToken cancellation)
    {
        if (told.TryGetValue(body.EventId, out var known)) return Task.FromResult<Result<EventAccepted>>(known with { Duplicate = true });
        Events.Enqueue(body);
        var message = body.Type is not (ChannelEventTypes.MessageReceived or ChannelEventTypes.MessageEcho) ? null : new Message
        {
            Id = Ids.New("msg", clock.GetUtcNow()),
            ConversationId = body.ConversationId,
            Seq = Events.Count,
            Direction = Direction.In,
            Author = Author.Contact,
            Parts = body.Parts,
            CreatedAt = clock.GetUtcNow(),
        };
        return Task.FromResult<Result<EventAccepted>>(told[body.EventId] = new EventAccepted(message, null, Duplicate: false));
    }

    public Task<Result<Page<Conversation>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<Result<Conversation>> Get(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Done>> Shows(string id, string file, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Page<Message>>> Messages(string id, int limit = 50, string? after = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    Task<Result<Page<ConversationEvent>>> IConversations.Events(string id, string? run, int limit, string? after, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<ConversationEvent> Stream(string id, string? run, string? lastEventId, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Run>> Run(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Run>> Cancel(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Control>> Control(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Control>> Take(string id, TakeControl body, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Control>> ReleaseControl(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Message>> Speak(string id, OperatorMessage body, CancellationToken cancellation) => throw new NotSupportedException();
}
