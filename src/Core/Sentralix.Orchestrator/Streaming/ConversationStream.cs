using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Storage;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Streaming;

/// <summary>Streams a conversation: the log without a gap or a repetition, and what happens now in between.</summary>
internal sealed class ConversationStream(IStore<OrchestratorDbContext> store, ConversationFeed feed)
{
    // Hints can be lost (a grain moved, a one-way call was dropped): the log is looked at this often anyway.
    private static readonly TimeSpan Fallback = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<ConversationEvent> Read(string conversation, string? run, string? lastEventId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = await Begin(conversation, run, lastEventId, cancellation);

        // Listening comes before reading: what is committed in between is heard, read, or both, and never neither.
        using var listening = await feed.Listen(ConversationFeed.KeyOf(CallContext.Current.Tenant, conversation));
        long epoch = 0;
        var whole = run is not null && lastEventId is null;
        var pieces = new Pieces(whole);
        if (whole) yield return new ConversationEvent { Type = EventTypes.RunStarted, ConversationId = conversation, RunId = run };
        while (true)
        {
            await foreach (var what in Since(conversation, last, cancellation))
            {
                last = what.Seq!.Value;
                if (what.Epoch is { } raised && what.Type.StartsWith("control.", StringComparison.Ordinal)) epoch = raised;
                if (!Belongs(what, run)) continue;
                if (pieces.Missing(what) is { } rest) yield return rest;
                yield return what;
                if (run is not null && EventTypes.EndsRun(what.Type)) yield break;
            }

            while (true)
            {
                if (!listening.Events.TryRead(out var now))
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                    patience.CancelAfter(Fallback);
                    try
                    {
                        now = await listening.Events.ReadAsync(patience.Token);
                    }
                    catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                    {
                        // Nothing was heard: look at the log.
                    }
                }

                if (now is null || now.Seq > last + 1) break;
                if (now.Seq <= last) continue;
                if (now.Seq is null)
                {
                    if (now.Epoch < epoch || !Belongs(now, run) || pieces.Fit(now) is not { } piece) continue;
                    yield return piece;
                    continue;
                }

                last = now.Seq.Value;
                if (now.Epoch is { } raised && now.Type.StartsWith("control.", StringComparison.Ordinal)) epoch = raised;
                if (!Belongs(now, run)) continue;
                if (pieces.Missing(now) is { } rest) yield return rest;
                yield return now;
                if (run is not null && EventTypes.EndsRun(now.Type)) yield break;
            }
        }
    }

    private static bool Belongs(ConversationEvent what, string? run) =>
        run is null || (what.RunId == run && what.Type != EventTypes.MessageReceived);

    private async Task<long> Begin(string conversation, string? run, string? lastEventId, CancellationToken cancellation)
    {
        long last = 0;
        if (lastEventId is not null && !long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out last))
            throw new RefusedException(Refusal.Invalid("Last-Event-ID", "is not an id of this stream"));
        if (run is null || lastEventId is not null)
        {
            if (!await store.Read((db, c) => db.Conversations.AnyAsync(x => x.Id == conversation, c), cancellation)) throw new RefusedException(Refusal.NotFound("conversation"));
            return last;
        }

        var asked = await store.Read((db, c) => db.Runs.Where(r => r.Id == run && r.ConversationId == conversation).Select(r => (long?)r.AskedSeq).SingleOrDefaultAsync(c), cancellation);
        return asked is { } from ? from - 1 : throw new RefusedException(Refusal.NotFound("run"));
    }

    private async IAsyncEnumerable<ConversationEvent> Since(string conversation, long last, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var rows = await store.Read((db, c) => db.Log.Where(l => l.ConversationId == conversation && l.LastSeq > last).OrderBy(l => l.LastSeq).Take(50).ToListAsync(c), cancellation);
            foreach (var what in rows.SelectMany(r => r.ToEvents()).Where(e => e.Seq > last)) yield return what;
            if (rows.Count < 50) yield break;
            last = rows[^1].LastSeq;
        }
    }

    /// <summary>Keeps the pieces of a message in line: no gap, no repetition, no older attempt.</summary>
    /// <param name="whole">The reader has been there from the start of the run: he gets every message in pieces from its first letter,
    /// also where he was told of it late.</param>
    private sealed class Pieces(bool whole)
    {
        private string? message;
        private int attempt;
        private int length;

        /// <summary>The end of a completed message that was not seen in pieces.</summary>
        public ConversationEvent? Missing(ConversationEvent what)
        {
            if (!whole || what is not { Type: EventTypes.MessageCompleted, Message: { Author: Author.Assistant } made }) return null;
            var text = string.Concat(made.Parts.Select(p => p.Text));
            var seen = made.Id == message ? length : 0;
            return seen >= text.Length ? null : new ConversationEvent
            {
                Type = EventTypes.MessageDelta,
                ConversationId = what.ConversationId,
                RunId = what.RunId,
                MessageId = made.Id,
                Attempt = made.Id == message ? attempt : 1,
                Offset = seen,
                Text = text[seen..],
                Epoch = what.Epoch,
            };
        }

        public ConversationEvent? Fit(ConversationEvent piece)
        {
            if (whole && piece.Type == EventTypes.RunStarted) return null;
            if (piece.Type == EventTypes.MessageSnapshot)
            {
                if (piece.MessageId == message && (piece.Attempt < attempt || (piece.Attempt == attempt && piece.Text!.Length <= length))) return null;
                (message, attempt, length) = (piece.MessageId, piece.Attempt ?? 1, piece.Text!.Length);
                return whole ? piece with { Type = EventTypes.MessageDelta, Offset = 0 } : piece;
            }

            if (piece.Type != EventTypes.MessageDelta) return piece;
            var isNew = piece.MessageId != message || piece.Attempt > attempt;
            if (isNew ? piece.Offset != 0 : piece.Attempt < attempt || piece.Offset != length) return null;
            (message, attempt, length) = (piece.MessageId, piece.Attempt ?? 1, piece.Offset!.Value + piece.Text!.Length);
            return piece;
        }
    }
}
