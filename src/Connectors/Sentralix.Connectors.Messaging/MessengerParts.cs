using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging;

/// <summary>The parts of one messenger that its grains and its hook need.</summary>
internal sealed record MessengerParts(
    IStore<MessagingDbContext> Store, IChannel Channel, ConnectionBook Book, ConnectionDesk Desk, Inbox.InboxWriter Inbox, HookAddresses Hooks, Sandboxes.ISandboxes? Sandboxes,
    Inbox.ContactCards Cards);
