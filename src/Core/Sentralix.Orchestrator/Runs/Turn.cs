using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Runs;

/// <summary>What a turn begins with, as the database has it.</summary>
internal sealed record Turn(ConversationRow Conversation, RunRow Run, SessionRow? Session, string Question, IReadOnlyList<HistoryLine> History)
{
    private const int MaxHistory = 40;

    public static async Task<Turn?> Load(OrchestratorDbContext db, string conversationId, string runId, CancellationToken cancellation)
    {
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == runId, cancellation);
        if (run is null) return null;
        var conversation = await db.Conversations.SingleAsync(c => c.Id == conversationId, cancellation);
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.ConversationId == conversationId && s.ClosedAt == null, cancellation);
        var recent = await db.Messages.Where(m => m.ConversationId == conversationId).OrderByDescending(m => m.Seq).Take(MaxHistory)
            .Select(m => new { m.Seq, m.Author, m.Parts, m.RunId, m.Direction }).ToListAsync(cancellation);
        recent.Reverse();
        var asked = recent.Where(m => m.RunId == runId && m.Direction == Direction.In).ToList();
        var first = asked.Count == 0 ? long.MaxValue : asked[0].Seq;

        // What came after the question belongs to later turns, but for what this run has already said (a turn that goes on after a crash).
        var before = recent.Where(m => m.Seq < first).Select(m => new HistoryLine(m.Author, TextOf(m.Parts))).ToList();
        var lastOperator = before.FindLastIndex(l => l.Author is Author.Operator or Author.External);
        if (lastOperator >= 0) before.Insert(lastOperator + 1, Prompt.ReturnMark);
        return new Turn(conversation, run, session, string.Join('\n', asked.Select(m => TextOf(m.Parts))), before);
    }

    private static string TextOf(string parts) =>
        string.Join('\n', (Mapping.Read<IReadOnlyList<MessagePart>>(parts) ?? []).Select(p => p.Text ?? $"[{p.Type}]"));
}
