using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Orchestrator.Storage;

/// <summary>Collects what one commit adds to a conversation's log. The conversation's row must be locked by the unit of work.</summary>
internal sealed class LogWriter(OrchestratorDbContext db, ConversationRow conversation, DateTimeOffset now)
{
    private readonly List<ConversationEvent> events = [];

    public DateTimeOffset Now => now;

    public IReadOnlyList<ConversationEvent> Events => events;

    /// <summary>The place the next event will get.</summary>
    public long NextSeq => conversation.LastSeq + 1;

    /// <summary>Adds an event, and gives it its place.</summary>
    public ConversationEvent Add(ConversationEvent what)
    {
        conversation.LastSeq++;
        var placed = what with { Seq = conversation.LastSeq, At = now };
        events.Add(placed);
        return placed;
    }

    /// <summary>Adds a message and the event that tells of it.</summary>
    public Message Add(string type, Message message, string? eventId = null)
    {
        var placed = message with { Seq = NextSeq };
        db.Messages.Add(placed.ToRow(eventId));
        Add(new ConversationEvent { Type = type, ConversationId = conversation.Id, RunId = message.RunId, Message = placed, Epoch = message.Epoch });
        return placed;
    }

    /// <summary>Writes the row.</summary>
    public void Save()
    {
        if (events.Count == 0) return;
        conversation.UpdatedAt = now;
        db.Log.Add(new LogRow
        {
            ConversationId = conversation.Id,
            FirstSeq = events[0].Seq!.Value,
            LastSeq = events[^1].Seq!.Value,
            Events = Mapping.Write(events),
        });
    }
}
