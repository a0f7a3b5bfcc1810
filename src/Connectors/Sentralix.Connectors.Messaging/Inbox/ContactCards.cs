using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Tells a channel whose person takes a conversation what is known of the contact. The update is durable before, and the channel does
/// not wait: what cannot be found out in time is left out.</summary>
internal sealed partial class ContactCards(string service, IChannel channel, ConversationBook conversations, IConversations core, TimeProvider clock, ILogger<ContactCards> logger)
{
    // Channels wait three seconds for an answer, and it takes some of them to arrive.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The channel's answer with the card in it; null: there is nothing to tell.</summary>
    public async Task<string?> Write(OpenConnection connection, string threadEnd, CancellationToken cancellation)
    {
        if (channel is not IFillsCards cards) return null;
        using var _ = CallContext.Platform(connection.Tenant, service).Enter();
        using var timer = new CancellationTokenSource(Patience, clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        try
        {
            return await Find(connection.Access.ConnectionId, threadEnd, patience.Token).WaitAsync(patience.Token) is { } contact ? cards.Card(connection.Access, contact) : null;
        }
        catch (Exception away) when (away is ServiceUnavailableException || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogUnknown(connection.Access.ConnectionId, away is ServiceUnavailableException ? "away" : "timeout");
            return null;
        }
    }

    private async Task<KnownContact?> Find(string connection, string threadEnd, CancellationToken cancellation)
    {
        if (await conversations.KnownByEnd(connection, threadEnd, cancellation) is not { } id) return null;
        var known = await core.Get(id, cancellation);
        if (!known.Ok) return null;
        var contact = new KnownContact(id, known.Value.ContactName, null, null, null, null, known.Value.Context);
        string? after = null;
        do
        {
            var page = (await core.Messages(id, Paging.MaxLimit, after, cancellation)).OrThrow();
            contact = page.Items.Aggregate(contact, With);
            after = page.Next;
        }
        while (after is not null);

        return contact;
    }

    private static KnownContact With(KnownContact known, Message message)
    {
        var words = message.Parts.LastOrDefault(part => part.Type == PartTypes.Text && !string.IsNullOrWhiteSpace(part.Text))?.Text;
        if (message.Direction == Direction.Out) return message.Author == Author.Assistant && words is not null ? known with { Answered = words } : known;
        var card = message.Parts.LastOrDefault(part => part.Type == PartTypes.Contact);
        var email = card?.Data is { ValueKind: System.Text.Json.JsonValueKind.Object } data && data.TryGetProperty("email", out var told) ? told.GetString() : null;
        return known with { Phone = (card?.Contact?.Phones is [.., var phone] ? phone : null) ?? known.Phone, Email = email ?? known.Email, Asked = words ?? known.Asked };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is known of a contact on {Connection} could not be told: {Why}")]
    private partial void LogUnknown(string connection, string why);
}
