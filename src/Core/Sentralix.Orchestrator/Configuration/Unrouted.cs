using Microsoft.EntityFrameworkCore;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Configuration;

/// <summary>Conversations whose messages wait because nobody is bound to their connection.</summary>
internal static class Unrouted
{
    /// <summary>The fallback: a binding is looked for again after this time even when nobody tells of it.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    public static Task<List<string>> On(OrchestratorDbContext db, string connection, CancellationToken cancellation) =>
        db.Conversations.Where(c => c.ConnectionId == connection && c.Unrouted).Select(c => c.Id).ToListAsync(cancellation);
}
