using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Commands;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Desks;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Reconciling;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>An update to be passed on.</summary>
/// <param name="ConnectionId">Whose.</param>
/// <param name="Key">Which.</param>
/// <param name="Found">It was found in the chats, where nobody had told of it.</param>
internal sealed record UpdatePayload(string ConnectionId, string Key, bool Found = false);

/// <summary>Passes updates on to the core, in order within a thread. A repeated run posts the same events under the same ids.</summary>
internal sealed partial class InboxHandler(
    string service,
    IStore<MessagingDbContext> store,
    IChannel channel,
    ConnectionBook book,
    ConversationBook conversations,
    Echoes echoes,
    Receipts receipts,
    MediaIntake media,
    DetailsBook details,
    DeskDoor desk,
    Presses presses,
    Choices choices,
    Acknowledgements acknowledgements,
    IConversations core,
    TimeProvider clock,
    ILogger<InboxHandler> logger) : IWorkHandler
{
    public const string KindName = "inbox.update";

    // The items of an album come one by one, and nobody says which is the last.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private const int MostInGroup = 10;
    private const int MostName = 200;

    // Enough to fetch media side by side; more would only take the processor and the database from the hooks.
    private const int MostAtOnce = 32;
    private static readonly TimeSpan CoreAway = TimeSpan.FromSeconds(2);

    // A poisoned update may hold its thread up for some seconds and no longer: it is kept as dead, and the thread goes on.
    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = 6, MaxBackoff = TimeSpan.FromSeconds(10), MaxAtOnce = MostAtOnce };

    public static string OrderOf(string connection, string thread) => $"in/{connection}/{thread}";

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        await acknowledgements.LetPass(cancellation);
        var payload = work.Payload<UpdatePayload>();
        if (await Find(payload, cancellation) is not { Done: false } update) return;
        if (await book.Own(payload.ConnectionId, cancellation) is not { } connection) return;
        var updates = update.Group is null ? [update] : await Album(update, cancellation);
        var read = updates.SelectMany(u => channel.Read(connection.Access, u.Body).Select(e => RawUpdates.WithReference(e, u.Key))).ToList();
        IReadOnlyList<Inbound> events = update.Group is null || read.Any(e => e.Type != ChannelEventTypes.MessageReceived) ? read : [Joined(read)];
        for (var ordinal = 0; ordinal < events.Count; ordinal++)
        {
            var name = update.Group is null ? $"{update.ConnectionId}\n{update.Key}\n{ordinal}" : $"{update.ConnectionId}\n{update.Thread}\ngroup {update.Group}";
            try
            {
                await PassOn(connection, events[ordinal], Ids.Derive("evt", name), update.ReceivedAt, payload.Found, cancellation);
            }
            catch (ServiceUnavailableException away)
            {
                // What came in is never dropped because somebody else is away, however long that lasts.
                throw new DeferException(CoreAway, away.Message);
            }
        }

        var keys = updates.Select(u => u.Key).ToArray();
        await store.Write(async (db, c) =>
        {
            await work.CompleteIn(db, c);
            await db.Updates.Where(u => u.ConnectionId == payload.ConnectionId && keys.Contains(u.Key)).ExecuteUpdateAsync(set => set.SetProperty(u => u.Done, true), c);
        }, CancellationToken.None);
    }

    private Task<UpdateRow?> Find(UpdatePayload payload, CancellationToken cancellation) =>
        store.Read((db, c) => db.Updates.SingleOrDefaultAsync(u => u.ConnectionId == payload.ConnectionId && u.Key == payload.Key, c), cancellation);

    private async Task<IReadOnlyList<UpdateRow>> Album(UpdateRow first, CancellationToken cancellation)
    {
        var wait = first.ReceivedAt + Settle - clock.GetUtcNow();
        if (wait > TimeSpan.Zero) throw new DeferException(wait, "The rest of the album may still come.");
        var all = await store.Read((db, c) => db.Updates
            .Where(u => u.ConnectionId == first.ConnectionId && u.Thread == first.Thread && u.Group == first.Group && !u.Done)
            .OrderBy(u => u.ReceivedAt).ThenBy(u => u.Key).Take(MostInGroup).ToListAsync(c), cancellation);
        return all;
    }

    private static Inbound Joined(List<Inbound> items)
    {
        var parts = new List<MessagePart>();
        var media = new Dictionary<int, InboundMedia>();
        foreach (var item in items)
        {
            foreach (var (place, reference) in item.Media) media[parts.Count + place] = reference;
            parts.AddRange(item.Parts);
        }

        return items[0] with { Parts = parts, Media = media };
    }

    private async Task PassOn(OpenConnection connection, Inbound what, string eventId, DateTimeOffset receivedAt, bool found, CancellationToken cancellation)
    {
        var id = connection.Access.ConnectionId;
        if (what.IntoConversation is { } into)
        {
            await desk.Hear(connection, what, into, eventId, cancellation);
            return;
        }

        if (what.MovedTo is { } moved)
        {
            await conversations.Move(id, what.Thread, moved);
            return;
        }

        // An update of nobody's conversation (the bot's own membership somewhere) opens none; a human's words in the channel do, whoever they
        // are for: he who writes first has begun a conversation. What names a conversation by half can only be of one that is known.
        var conversation = what.UserId is null ? await conversations.Known(id, what, cancellation) : null;
        if (what.UserId is not null || (conversation is null && what is { Type: ChannelEventTypes.MessageEcho, ThreadEnd: null }))
            conversation = await conversations.Of(connection, what, channel.Kind, service, cancellation);
        if (conversation is null) return;
        if (what.Status is { } status)
        {
            await receipts.Note(conversation, what.ChannelMessageId, status, what.UpTo);
            return;
        }

        if (what.Client is { } client) await conversations.NoteClient(id, what.Thread, client);
        var said = what.Type == ChannelEventTypes.MessageReceived ? await choices.Match(conversation, what, cancellation) : what;
        if (what.Type == ChannelEventTypes.MessageEcho && !await echoes.IsSomebodyElse(conversation, what, receivedAt, cancellation)) return;
        if (what.Type == ChannelEventTypes.ButtonPressed)
        {
            said = await Pressed(conversation, what, cancellation);
            await presses.Notice(connection, eventId, what, cancellation);
        }

        said = await details.Complete(connection, said, cancellation);
        var parts = await media.Fetch(connection, said, cancellation);
        var message = what.Type is ChannelEventTypes.MessageEdited or ChannelEventTypes.MessageDeleted ? await conversations.HeardAs(conversation, what.ChannelMessageId, cancellation) : null;
        using var _ = CallContext.Current.As(service).Enter();
        var accepted = (await core.Accept(
            new ChannelEvent
            {
                EventId = eventId,
                ConnectionId = id,
                ConversationId = conversation,
                Type = said.Type,
                ClientMessageId = what.Type == ChannelEventTypes.ButtonPressed && what.Callback is not null ? eventId : null,
                MessageId = message,
                Parts = parts,
                ReplyTo = await Quoted(conversation, said.ReplyTo, cancellation),
                ForwardedFrom = said.ForwardedFrom,
                Reason = said.Reason,
                OccurredAt = what.OccurredAt,
                ContactName = said.UserName is { Length: > MostName } name ? name[..MostName] : said.UserName,
                Context = said.Context,
                Late = what.IsLate || (found && receivedAt - what.OccurredAt > ReconcileSettings.AnswerWithinOf(connection.Access)),
            },
            cancellation)).OrThrow();
        if (what.ChannelMessageId is { } channelMessage && accepted.Message is { } heard && what.Type is ChannelEventTypes.MessageReceived or ChannelEventTypes.MessageEcho)
            await conversations.Remember(conversation, channelMessage, heard.Id);
    }

    /// <summary>The quoted message by the core's id of it, whoever of both sides said it.</summary>
    private async Task<QuotedMessage?> Quoted(string conversation, QuotedMessage? quoted, CancellationToken cancellation)
    {
        if (quoted?.ChannelMessageId is not { } channelMessage) return quoted;
        var message = await conversations.HeardAs(conversation, channelMessage, cancellation)
            ?? await store.Read((db, c) => db.Segments.Where(OwnWords.AreNot).Where(s => s.ConversationId == conversation && s.ChannelMessageId == channelMessage).Select(s => s.MessageId).FirstOrDefaultAsync(c), cancellation);
        return quoted with { MessageId = message };
    }

    /// <summary>The press with the value that its button stands for. A button that is not of this conversation, or whose time is over, stands for
    /// nothing: that it was pressed is told, and nobody acts on it.</summary>
    private async Task<Inbound> Pressed(string conversation, Inbound press, CancellationToken cancellation)
    {
        if (press.ButtonToken is { } token && await choices.Named(conversation, token, cancellation) is { } pressed) return press with { Parts = [pressed] };
        LogForeignButton(conversation);
        return press with { Type = ChannelEventTypes.Unknown, Reason = "button_unknown", Parts = [], Media = new Dictionary<int, InboundMedia>() };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A press in {Conversation} names no button of it")]
    private partial void LogForeignButton(string conversation);
}
