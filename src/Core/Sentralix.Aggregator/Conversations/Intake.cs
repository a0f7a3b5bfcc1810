using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Aggregator.Files;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Conversations;

/// <summary>Takes messages of the web channel to the core, as every connector does: as channel events that may be posted again.</summary>
internal sealed class Intake(IConversations conversations, WebConnections connections, StoredFiles files, TimeProvider clock)
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(900)];

    public async Task<Result<EventAccepted>> Accept(string conversation, SendMessage body, CancellationToken cancellation)
    {
        if (await MissingFiles(body.Parts, cancellation) is { } missing) return missing;
        var connection = await connections.OfCaller(cancellation);
        var what = new ChannelEvent
        {
            EventId = EventId(connection, conversation, body),
            ConnectionId = connection,
            ConversationId = conversation,
            Type = ChannelEventTypes.MessageReceived,
            ClientMessageId = body.ClientMessageId,
            Parts = body.Parts,
            OccurredAt = clock.GetUtcNow(),
        };
        using var _ = OnBehalf.Enter();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await conversations.Accept(what, cancellation);
            }
            catch (ServiceUnavailableException) when (attempt < Waits.Length)
            {
                // It may have been accepted: the same event gives the same answer.
                await Task.Delay(Waits[attempt], clock, cancellation);
            }
        }
    }

    private string EventId(string connection, string conversation, SendMessage body)
    {
        if (body.ClientMessageId is { } client) return Ids.Derive("evt", $"{connection}\n{conversation}\nclient\n{client}");

        // The streamed way has no stored answer under the key, so there the event is the only memory of it. The key is remembered for a
        // day and an event for ever: with what was said in the name, a key used again for other words is another event.
        var caller = CallContext.Current;
        if ((caller.DomainKey ?? caller.IdempotencyKey) is not { } key) return Ids.New("evt", clock.GetUtcNow());
        var said = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body.Parts, SentralixJson.Options)));
        return Ids.Derive("evt", $"{connection}\n{conversation}\nkey\n{caller.Actor}\n{key}\n{said}");
    }

    private async Task<Refusal?> MissingFiles(IReadOnlyList<MessagePart> parts, CancellationToken cancellation)
    {
        var wanted = parts.Select(p => p.FileId).OfType<string>().Distinct().ToList();
        if (wanted.Count == 0) return null;
        var there = await files.Existing(wanted, cancellation);
        var faults = new Faults();
        for (var i = 0; i < parts.Count; i++)
            faults.When(parts[i].FileId is { } id && !there.Contains(id), $"parts[{i}].file_id", "is not the id of a file");
        return faults.Refusal;
    }
}
