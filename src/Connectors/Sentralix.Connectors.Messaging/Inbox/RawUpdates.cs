using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Shows updates as they came, without what would let the reader speak in the connection's name.</summary>
internal sealed class RawUpdates(IStore<MessagingDbContext> store, ConnectionBook book) : IRawUpdates
{
    private const int MostText = 4000;

    /// <summary>How a part of a message names the update that it came in: its key, in letters that an address bears.</summary>
    public static string ReferenceOf(string key) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(key));

    /// <summary>The same, with every part that the platform has no form for naming its update. An event that says nothing else says at least
    /// where to look.</summary>
    public static Inbound WithReference(Inbound what, string key)
    {
        var reference = ReferenceOf(key);
        if (what.Type == ChannelEventTypes.Unknown && what.Parts.Count == 0)
            return what with { Parts = [new MessagePart { Type = PartTypes.Unsupported, ChannelType = what.Reason, Raw = reference }] };
        return what.Parts.Any(p => p.Type == PartTypes.Unsupported)
            ? what with { Parts = [.. what.Parts.Select(p => p.Type == PartTypes.Unsupported ? p with { Raw = reference } : p)] }
            : what;
    }

    public async Task<Result<Page<RawUpdateSummary>>> List(string id, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        if (await book.Own(id, cancellation) is null) return Refusal.NotFound("connection");
        var rows = await store.Read(
            (db, c) => db.Updates.Where(u => u.ConnectionId == id && !u.Done && string.Compare(u.Key, last) > 0).OrderBy(u => u.Key)
                .Select(u => new { u.Key, u.Thread, u.ReceivedAt }).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, u => u.Key, u => new RawUpdateSummary(ReferenceOf(u.Key), u.Thread, u.ReceivedAt));
    }

    public async Task<Result<RawUpdateView>> Get(string id, string update, CancellationToken cancellation)
    {
        if (await book.Own(id, cancellation) is not { } connection) return Refusal.NotFound("connection");
        if (KeyOf(update) is not { } key || await store.Read((db, c) => db.Updates.SingleOrDefaultAsync(u => u.ConnectionId == id && u.Key == key, c), cancellation) is not { } row)
            return Refusal.NotFound("update");
        if (row.Body is not { } body) return new Refusal("no_longer_kept", 410, "The update came, and its contents are not kept any more.");
        var secrets = new Redaction([.. connection.Access.Secrets.Values, .. connection.Access.HookSecrets]);
        var (json, text) = secrets.Of(body, MostText);
        return new RawUpdateView(update, id, row.Thread, row.ReceivedAt, row.Done, json, text);
    }

    private static string? KeyOf(string reference)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(reference));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
