using System.Text.Json;
using Sentralix.Contracts.Assistants;
using Sentralix.Contracts.Knowledge;
using Sentralix.Contracts.Llm;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Expressions;
using Sentralix.Expressions.Values;
using Sentralix.Orchestrator.Scenarios;
using Sentralix.Orchestrator.Streaming;

namespace Sentralix.Orchestrator.Runs;

/// <summary>What a run has recorded so far: enough to go on after a crash without doing anything again whose outcome is known.</summary>
internal sealed record Checkpoint
{
    /// <summary>The node to go on with; null: the start.</summary>
    public string? Next { get; set; }

    /// <summary>Nodes visited.</summary>
    public int Steps { get; set; }

    /// <summary>How often each node was visited.</summary>
    public Dictionary<string, int> Visits { get; init; } = [];

    /// <summary>Variables.</summary>
    public Dictionary<string, JsonElement> Vars { get; init; } = [];

    /// <summary>Each node's last outcome.</summary>
    public Dictionary<string, JsonElement> Results { get; init; } = [];

    /// <summary>The passages that the last retrieval found.</summary>
    public IReadOnlyList<Passage> Passages { get; set; } = [];

    /// <summary>Whether the customer has been told anything.</summary>
    public bool Spoke { get; set; }

    /// <summary>Messages of which the customer may have seen the beginning, with the attempt that showed it.</summary>
    public Dictionary<string, int> Started { get; init; } = [];
}

/// <summary>A line of the conversation so far.</summary>
internal sealed record HistoryLine(Author Author, string Text)
{
    /// <summary>A text with what it refers to before it.</summary>
    public static string With(string? refers, string text) => refers is null ? text : $"{refers}\n{text}";

    /// <summary>What a message says, in one text. A listing that came along with words is none of them: the conversation knows what it is about.</summary>
    public static string TextOf(IReadOnlyList<MessagePart> parts) =>
        string.Join('\n', parts.Where(p => p.Type != PartTypes.Item || parts.Count == 1).SelectMany(p => Card.Of(p) is { Count: > 0 } cards ? cards.Select(Words) : [p.Text ?? $"[{p.Type}]"]));

    private static string Words(Card card) =>
        $"[{string.Join(" — ", new[] { card.Title, card.Subtitle }.Where(words => !string.IsNullOrWhiteSpace(words)))}: {string.Join(", ", card.Buttons.Select(button => button.Label))}]";
}

/// <summary>What a node sees of its run, and how it speaks.</summary>
internal sealed class RunContext(RunServices services, Func<ConversationEvent, Task> pass)
{
    public required string RunId { get; init; }

    public required string ConversationId { get; init; }

    public required Channel Channel { get; init; }

    public required int Attempt { get; init; }

    public required long Epoch { get; init; }

    public required ActiveRelease Release { get; init; }

    /// <summary>What the conversation is about, as its channel tells; null: nothing.</summary>
    public ConversationContext? About { get; init; }

    /// <summary>What the customer asks in this turn.</summary>
    public required string Question { get; init; }

    /// <summary>What the question refers to, for a model; null: nothing.</summary>
    public string? Refers { get; init; }

    /// <summary>The value of the button that he pressed; null: he pressed none.</summary>
    public JsonElement? Pressed { get; init; }

    /// <summary>The conversation before it, oldest first.</summary>
    public required IReadOnlyList<HistoryLine> History { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>When the turn began: one moment for all of its expressions.</summary>
    public required DateTimeOffset Now { get; init; }

    public required Checkpoint State { get; init; }

    /// <summary>In which language the scenario's texts write dates.</summary>
    public Locale Locale { get; set; }

    /// <summary>Shows what is being said before it is; null: the channel's listeners see the pieces themselves.</summary>
    public GrowingDraft? Draft { get; init; }

    /// <summary>The contact has heard enough of what is being said.</summary>
    public CancellationToken Hush { get; init; }

    public RunServices Services => services;

    public IReadOnlyList<Passage> Passages
    {
        get => State.Passages;
        set => State.Passages = value;
    }

    /// <summary>Something of this turn is durable already.</summary>
    public bool Checkpointed { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public int ModelCalls { get; set; }

    /// <summary>The key of a call to the outside: the same after a crash, different for every visit of every node.</summary>
    public string CallKey(string node) => Contracts.Ids.Derive("call", $"{RunId}|{node}|{Visit(node)}");

    /// <summary>The id of the message that a visit of a node makes: the same after a crash.</summary>
    public string MessageId(string node) => Contracts.Ids.Derive("msg", $"{RunId}|{node}|{Visit(node)}");

    /// <summary>The current visit of a node, from 1.</summary>
    public int Visit(string node) => State.Visits.GetValueOrDefault(node);

    /// <summary>What the expressions of a node see in this visit of it. <paramref name="result"/> is the outcome of the node itself.</summary>
    public Activation Activation(string node, JsonElement? result = null) =>
        new Activation(ScenarioLanguage.Vocabulary, Now) { Locale = Locale, Seed = CallKey(node) }
            .With("vars", () => Lazy(State.Vars))
            .With("results", () => Lazy(State.Results))
            .With("result", () => result is { } own ? ValueJson.Of(own) : Value.Null)
            .With("message", () => Value.Of(ValueMap.Of(new() { ["text"] = Value.Of(Question), ["button"] = Pressed is { } pressed ? ValueJson.Of(pressed) : Value.Null })))
            .With("channel", Value.Of(JsonNamingPolicy.SnakeCaseLower.ConvertName(Channel.ToString())));

    /// <summary>Fills variables from a node's outcome.</summary>
    public void Save(string node, IReadOnlyDictionary<string, Expression> save, JsonElement result)
    {
        // All of them see the variables as they were before.
        var activation = Activation(node, result);
        var values = save.ToDictionary(s => s.Key, s => ValueJson.ToElement(s.Value.Evaluate(activation)));
        foreach (var (name, value) in values) State.Vars[name] = value;
    }

    private static Value Lazy(Dictionary<string, JsonElement> values) => Value.Of(ValueMap.Made(values.Keys, name => ValueJson.Of(values[name])));

    /// <summary>A message of the assistant, not yet placed in the log.</summary>
    public Message NewMessage(string id, string text, IReadOnlyList<Citation> citations) => new()
    {
        Id = id,
        ConversationId = ConversationId,
        Seq = 0,
        Direction = Direction.Out,
        Author = Author.Assistant,
        Parts = [MessagePart.OfText(text)],
        Citations = citations,
        RunId = RunId,
        Status = Outbound.Outgoing.FirstStatus(Channel),
        Epoch = Epoch,
        CreatedAt = Clock.GetUtcNow(),
    };

    /// <summary>Lets the listeners see a piece of a message before it is durable.</summary>
    public Task PassDelta(string messageId, int offset, string text) => pass(new ConversationEvent
    {
        Type = EventTypes.MessageDelta,
        ConversationId = ConversationId,
        RunId = RunId,
        MessageId = messageId,
        Attempt = Attempt,
        Offset = offset,
        Text = text,
        Epoch = Epoch,
    });
}

/// <summary>The other services that nodes call.</summary>
internal sealed record RunServices(IKnowledge Knowledge, ITextGeneration Llm);

/// <summary>What became of a node.</summary>
internal sealed record NodeOutcome
{
    /// <summary>Where to go on; null: the scenario ends.</summary>
    public string? Next { get; init; }

    /// <summary>What is recorded of it.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The message it made.</summary>
    public Message? Message { get; init; }

    /// <summary>The end node's outcome.</summary>
    public string? Ended { get; init; }

    /// <summary>It failed.</summary>
    public RunError? Error { get; init; }
}
