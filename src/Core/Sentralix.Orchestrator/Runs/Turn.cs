using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Conversations;
using Sentralix.Orchestrator.Sessions;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Runs;

/// <summary>What a turn begins with, as the database has it.</summary>
internal sealed record Turn(ConversationRow Conversation, RunRow Run, SessionRow? Session, string Question, IReadOnlyList<HistoryLine> History)
{
    /// <summary>What the question refers to, for a model; null: nothing.</summary>
    public string? Refers { get; init; }

    /// <summary>The value of the button that was pressed; null: none was.</summary>
    public JsonElement? Pressed { get; init; }

    /// <summary>So many messages are given to a model at most.</summary>
    public const int MaxHistory = 40;

    /// <summary>Reads it.</summary>
    public static async Task<Turn?> Load(OrchestratorDbContext db, string conversationId, string runId, CancellationToken cancellation)
    {
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == runId, cancellation);
        if (run is null) return null;
        var conversation = await db.Conversations.SingleAsync(c => c.Id == conversationId, cancellation);
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.ConversationId == conversationId && s.ClosedAt == null, cancellation);
        var recent = await db.Messages.Where(m => m.ConversationId == conversationId).OrderByDescending(m => m.Seq).Take(MaxHistory)
            .Select(m => new { m.Seq, m.Author, m.Parts, m.RunId, m.Direction, m.DeletedAt, m.ReplyTo, m.ForwardedFrom }).ToListAsync(cancellation);
        recent.Reverse();
        var asked = recent.Where(m => m.RunId == runId && m.Direction == Direction.In).ToList();
        var first = asked.Count == 0 ? long.MaxValue : asked[0].Seq;

        // What came after the question belongs to later turns, but for what this run has already said (a turn that goes on after a crash).
        // What its sender took back is not said to a model.
        var before = recent.Where(m => m.Seq < first && m.DeletedAt == null).Select(m => new HistoryLine(m.Author, HistoryLine.With(Referred(m.ReplyTo, m.ForwardedFrom), TextOf(m.Parts)))).ToList();
        var lastOperator = before.FindLastIndex(l => l.Author is Author.Operator or Author.External);
        if (lastOperator >= 0) before.Insert(lastOperator + 1, Prompt.ReturnMark);
        var refers = asked.Select(m => Referred(m.ReplyTo, m.ForwardedFrom)).OfType<string>().ToList();
        var parts = asked.Select(m => PartsOf(m.Parts)).ToList();
        return new Turn(conversation, run, session, string.Join('\n', parts.Select(HistoryLine.TextOf)), before)
        {
            Refers = refers.Count == 0 ? null : string.Join('\n', refers),
            Pressed = parts.SelectMany(p => p).LastOrDefault(p => p.Type == PartTypes.Button)?.Data,
        };
    }

    private static string? Referred(string? replyTo, string? forwardedFrom) =>
        References.Words(replyTo is null ? null : Mapping.Read<QuotedMessage>(replyTo), forwardedFrom is null ? null : Mapping.Read<ForwardOrigin>(forwardedFrom));

    private static string TextOf(string parts) => HistoryLine.TextOf(PartsOf(parts));

    private static IReadOnlyList<MessagePart> PartsOf(string parts) => Mapping.Read<IReadOnlyList<MessagePart>>(parts) ?? [];
}

/// <summary>What a session remembers of its conversation after a turn, so that the next one need not read it. It holds as long as the log
/// ends where it ended then: whatever is written about a conversation, the log grows with it.</summary>
internal sealed record Standing(ConversationRow Conversation, SessionRow Session, IReadOnlyList<HistoryLine> History)
{
    // Sessions stay in memory for a while after their last turn: long conversations are read again instead.
    private const int MostRemembered = 16_000;

    /// <summary>The beginning of the next turn, where nothing but its question was written since.</summary>
    public Turn? Next(TurnOrder order)
    {
        if (order is not { Attempt: 1, AskedSeq: { } asked, Question: { } question } || asked != Conversation.LastSeq + 1 || order.Epoch != Conversation.Epoch) return null;
        var conversation = Conversation.Copy();
        conversation.LastSeq = asked;
        var run = new RunRow { Id = order.RunId, ConversationId = order.ConversationId, State = RunState.Queued, Epoch = order.Epoch, AskedSeq = asked, CreatedAt = default };
        return new Turn(conversation, run, Session, question, History);
    }

    /// <summary>What is to be remembered after a turn that has said something.</summary>
    public static Standing? After(Turn turn, ConversationRow conversation, SessionRow session, IEnumerable<Message> said)
    {
        List<HistoryLine> lines = [.. turn.History, new HistoryLine(Author.Contact, HistoryLine.With(turn.Refers, turn.Question)), .. said.Select(m => new HistoryLine(m.Author, HistoryLine.TextOf(m.Parts)))];
        if (lines.Count > Turn.MaxHistory) lines.RemoveRange(0, lines.Count - Turn.MaxHistory);
        return lines.Sum(l => l.Text.Length) <= MostRemembered ? new Standing(conversation, session, lines) : null;
    }
}
