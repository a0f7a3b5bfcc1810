using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Who writes in conversations and about what, where the channel must be asked for it. A message never waits long for that, and is
/// passed on without it where the channel does not answer.</summary>
internal sealed partial class DetailsBook(IChannel channel, TimeProvider clock, ILogger logger)
{
    private const int MostKnown = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // A channel that could not be asked is not asked again with every message.
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Connection, string Thread, string User), (ThreadDetails? Details, DateTimeOffset Until)> known = new();

    /// <summary>The update with what its channel says of the conversation.</summary>
    public async Task<Inbound> Complete(OpenConnection connection, Inbound what, CancellationToken cancellation)
    {
        if (channel is not IThreadDetails asked || what.UserId is not { } user || what.Type is not (ChannelEventTypes.MessageReceived or ChannelEventTypes.ButtonPressed or ChannelEventTypes.ConversationStarted)) return what;
        if (await Of(asked, connection, what.Thread, user, cancellation) is not { } details) return what;
        return what with { UserName = what.UserName ?? details.UserName, Context = what.Context ?? details.Context, Parts = Named(what.Parts, details.Context?.Listing) };
    }

    private async Task<ThreadDetails?> Of(IThreadDetails asked, OpenConnection connection, string thread, string user, CancellationToken cancellation)
    {
        var key = (connection.Access.ConnectionId, thread, user);
        if (known.TryGetValue(key, out var entry) && entry.Until > clock.GetUtcNow()) return entry.Details;
        var (details, life) = (entry.Details, AfterTrouble);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            (details, life) = (await asked.Details(connection.Access, thread, user, patience.Token), asked.DetailsLife);
        }
        catch (Exception trouble) when (trouble is ChannelException || (trouble is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // What was known before is better than nothing.
            LogUnknown(connection.Access.ConnectionId, trouble is ChannelException refused ? refused.Error.Code : "timeout");
        }

        if (known.Count >= MostKnown) known.Clear();
        known[key] = (details, clock.GetUtcNow() + life);
        return details;
    }

    /// <summary>A listing of which an update tells only the id is shown with its title.</summary>
    private static IReadOnlyList<MessagePart> Named(IReadOnlyList<MessagePart> parts, ListingContext? listing) => listing?.Title is null ? parts : [.. parts.Select(part =>
        part is { Type: PartTypes.Item, Link: { Title: null } link } && link.Id == listing.Id
            ? part with { Text = string.Join(", ", new[] { listing.Title, listing.Price }.OfType<string>()), Link = new(listing.Url, listing.Title, Id: listing.Id, Price: listing.Price) }
            : part)];

    [LoggerMessage(Level = LogLevel.Information, Message = "Who writes on {Connection}, and about what, could not be asked: {Code}")]
    private partial void LogUnknown(string connection, string code);
}
