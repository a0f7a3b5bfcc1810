using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Tests.Subject;

/// <summary>The Orchestrator at its contract's border: remembers what it was told and answers as a test scripts it.</summary>
internal sealed class ScriptedConversations : IConversations
{
    private readonly ConcurrentDictionary<string, EventAccepted> byEvent = new();
    private readonly ConcurrentDictionary<string, (string Tenant, Conversation Conversation)> known = new();
    private readonly ConcurrentDictionary<string, Run> runs = new();
    private long seq;

    /// <summary>Every call, by method and subject.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Every event posted, repetitions included.</summary>
    public ConcurrentQueue<ChannelEvent> Posted { get; } = new();

    /// <summary>Callers' contexts of <see cref="Accept"/> and <see cref="Stream"/>.</summary>
    public ConcurrentQueue<CallContext> Contexts { get; } = new();

    /// <summary>Done before an event is taken.</summary>
    public Func<ChannelEvent, Task> BeforeAccept { get; set; } = _ => Task.CompletedTask;

    /// <summary>A human has control: nothing is run.</summary>
    public bool HumanHasControl { get; set; }

    /// <summary>What a stream says: conversation, run, last id.</summary>
    public Func<string, string?, string?, CancellationToken, IAsyncEnumerable<ConversationEvent>> Script { get; set; } = (c, r, _, _) => Say(c, r!, "Hello");

    public Task<Result<Conversation>> Open(OpenConversation body, CancellationToken cancellation)
    {
        Calls.Enqueue("Open");
        var now = DateTimeOffset.UtcNow;
        var conversation = new Conversation(
            Ids.New("cnv", now), body.ConnectionId, body.Channel, Ids.New("ctc", now), body.AssistantId, 0, new Control("assistant", null, 0, "held", []), false, now, now);
        known[conversation.Id] = (CallContext.Current.Tenant, conversation);
        return Task.FromResult<Result<Conversation>>(conversation);
    }

    public async Task<Result<EventAccepted>> Accept(ChannelEvent body, CancellationToken cancellation)
    {
        Calls.Enqueue($"Accept {body.ConversationId}");
        Posted.Enqueue(body);
        Contexts.Enqueue(CallContext.Current);
        await BeforeAccept(body);
        if (!Knows(body.ConversationId)) return Refusal.NotFound("conversation");
        if (byEvent.TryGetValue(body.EventId, out var before)) return before with { Duplicate = true };
        var now = DateTimeOffset.UtcNow;
        var run = HumanHasControl ? null : Ids.New("run", now);
        var message = new Message
        {
            Id = Ids.New("msg", now),
            ConversationId = body.ConversationId,
            Seq = Interlocked.Increment(ref seq),
            Direction = Direction.In,
            Author = Author.Contact,
            Parts = body.Parts,
            RunId = run,
            ClientMessageId = body.ClientMessageId,
            CreatedAt = now,
        };
        if (run is not null)
            runs[run] = new Run(run, body.ConversationId, null, RunState.Completed, null, null, "answered", null, new RunUsage(11, 7, 1), now, now, now);
        return byEvent.GetOrAdd(body.EventId, new EventAccepted(message, run, false));
    }

    public Task<Result<Page<Conversation>>> List(int limit, string? after, CancellationToken cancellation) => Answer(new Page<Conversation>([], null));

    public Task<Result<Conversation>> Get(string id, CancellationToken cancellation) =>
        Task.FromResult(Knows(id) ? (Result<Conversation>)known[id].Conversation : Refusal.NotFound("conversation"));

    /// <summary>What messages show: conversation and file.</summary>
    public HashSet<(string Conversation, string File)> Shown { get; } = [];

    public Task<Result<Done>> Shows(string id, string file, CancellationToken cancellation) =>
        Task.FromResult<Result<Done>>(Shown.Contains((id, file)) ? Done.Value : Refusal.NotFound("file"));

    public Task<Result<Page<Message>>> Messages(string id, int limit, string? after, CancellationToken cancellation) => Answer(new Page<Message>([], null));

    public Task<Result<Page<ConversationEvent>>> Events(string id, string? run, int limit, string? after, CancellationToken cancellation) => Answer(new Page<ConversationEvent>([], null));

    public async IAsyncEnumerable<ConversationEvent> Stream(string id, string? run, string? lastEventId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Calls.Enqueue($"Stream {lastEventId}");
        Contexts.Enqueue(CallContext.Current);
        await foreach (var what in Script(id, run, lastEventId, cancellation)) yield return what;
    }

    public Task<Result<Run>> Run(string id, CancellationToken cancellation) =>
        Task.FromResult(runs.TryGetValue(id, out var run) && Knows(run.ConversationId) ? (Result<Run>)run : Refusal.NotFound("run"));

    public Task<Result<Run>> Cancel(string id, CancellationToken cancellation)
    {
        Calls.Enqueue($"Cancel {id}");
        return Run(id, cancellation);
    }

    public Task<Result<Control>> Control(string id, CancellationToken cancellation) => Answer(new Control("assistant", null, 0, "held", []));

    public Task<Result<Control>> Take(string id, TakeControl body, CancellationToken cancellation) => Answer(new Control("operator", body.Operator ?? CallContext.Current.Actor, 1, "held", []));

    public Task<Result<Control>> ReleaseControl(string id, CancellationToken cancellation) => Control(id, cancellation);

    public Task<Result<Message>> Speak(string id, OperatorMessage body, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>A run that says these pieces, as the Orchestrator streams it.</summary>
    public static async IAsyncEnumerable<ConversationEvent> Say(string conversation, string run, params string[] pieces)
    {
        await Task.Yield();
        yield return Persisted(conversation, run, 10, "run.started");
        var offset = 0;
        foreach (var piece in pieces)
        {
            yield return Piece(conversation, run, offset, piece, 0);
            offset += piece.Length;
        }

        yield return Completed(conversation, run, 11, string.Concat(pieces));
        yield return Persisted(conversation, run, 12, "run.completed");
    }

    public static ConversationEvent Persisted(string conversation, string run, long seq, string type) => new() { Seq = seq, Type = type, ConversationId = conversation, RunId = run };

    public static ConversationEvent Piece(string conversation, string? run, int offset, string text, long epoch, int attempt = 1) =>
        new() { Type = "message.delta", ConversationId = conversation, RunId = run, MessageId = "msg_answer", Attempt = attempt, Offset = offset, Text = text, Epoch = epoch };

    public static ConversationEvent Completed(string conversation, string run, long seq, string text) => Persisted(conversation, run, seq, "message.completed") with
    {
        Message = new Message
        {
            Id = "msg_answer",
            ConversationId = conversation,
            Seq = seq,
            Direction = Direction.Out,
            Author = Author.Assistant,
            Parts = [MessagePart.OfText(text)],
            Citations = [new Citation(1, "doc_1", "Returns", "Terms", 0, 9, "Two weeks")],
            RunId = run,
            CreatedAt = DateTimeOffset.UtcNow,
        },
    };

    private bool Knows(string conversation) => known.TryGetValue(conversation, out var found) && found.Tenant == CallContext.Current.Tenant;

    private Task<Result<T>> Answer<T>(T value, [CallerMemberName] string method = "")
    {
        Calls.Enqueue(method);
        return Task.FromResult<Result<T>>(value);
    }
}
