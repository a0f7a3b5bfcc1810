using Sentralix.Assistants.Storage;

namespace Sentralix.Assistants.Changes;

/// <summary>Writes down what was released or bound, in the transaction that does it.</summary>
internal sealed class ChangeLog(ChangeSignal signal, TimeProvider clock)
{
    /// <summary>How long a change is kept: much longer than a stream that stands needs to read it.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>What an assistant answers with may have changed.</summary>
    public Task Released(AssistantsDbContext db, string assistantId, CancellationToken cancellation) => Append(db, "released", assistantId, cancellation);

    /// <summary>Who answers on a connection may have changed.</summary>
    public Task Bound(AssistantsDbContext db, string connection, CancellationToken cancellation) => Append(db, "bound", connection, cancellation);

    private async Task Append(AssistantsDbContext db, string type, string subject, CancellationToken cancellation)
    {
        // PostgreSQL gives ids in the order of inserts, but shows rows in the order of commits: a stream that has read 8 would never
        // look for the 7 that commits later. Under this lock, held until the commit, both orders are one.
        await db.LockChanges(cancellation);
        db.Changes.Add(new StoredChange { Type = type, Subject = subject, CreatedAt = clock.GetUtcNow() });
        db.AfterCommit(signal.Raise);
    }
}
