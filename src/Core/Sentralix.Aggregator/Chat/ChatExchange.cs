using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Aggregator.Chat;

/// <summary>One question to an assistant and the run that answers it, in OpenAI's words.</summary>
internal sealed class ChatExchange(ChatQuestion question, string conversation, string run, DateTimeOffset now)
{
    private readonly long created = now.ToUnixTimeSeconds();

    public string Conversation => conversation;

    public string Run => run;

    public bool IncludeUsage => question.IncludeUsage;

    private string Id => $"chatcmpl-{run}";

    /// <summary>Why there is no answer: the run ended without a word. An apology is an answer.</summary>
    public Refusal? FailureOf(ConversationEvent? end, SaidText text) => end?.Type switch
    {
        "run.failed" when text.IsEmpty => new Refusal(end.Error?.Code ?? "run_failed", 502, "The assistant could not answer. The run says why: " + run + "."),
        "run.canceled" when text.IsEmpty => Refusal.Conflict("run_canceled", "The run was cancelled before the assistant answered."),
        _ => null,
    };

    public ChatWire.Completion Completion(SaidText text, ConversationEvent? end, RunUsage? usage) => new(
        Id, "chat.completion", created, question.Model, [new ChatWire.Choice(0, new ChatWire.Answer("assistant", text.Whole, null), null, "stop")], ChatWire.Usage.Of(usage), Extra(text, end));

    public ChatWire.Chunk Begins() => Chunk(new ChatWire.Delta { Role = "assistant", Content = "" }, null);

    public ChatWire.Chunk Says(string piece) => Chunk(new ChatWire.Delta { Content = piece }, null);

    public ChatWire.Chunk Ends(SaidText text, ConversationEvent? end) => Chunk(new ChatWire.Delta(), "stop") with { Sentralix = Extra(text, end) };

    public ChatWire.Chunk Used(RunUsage? usage) => new(Id, "chat.completion.chunk", created, question.Model, []) { Usage = ChatWire.Usage.Of(usage) };

    private ChatWire.Chunk Chunk(ChatWire.Delta delta, string? finish) =>
        new(Id, "chat.completion.chunk", created, question.Model, [new ChatWire.ChunkChoice(0, delta, null, finish)]);

    private ChatWire.Extra Extra(SaidText text, ConversationEvent? end) => new(conversation, run, text.Citations) { ErrorCode = end?.Error?.Code };
}
