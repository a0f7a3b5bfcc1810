using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>What an agent sends by the Chat API means. Signs (that he types, that he has seen) are kept and mean nothing here.</summary>
internal static class DeskReader
{
    public static Inbound Read(JsonElement root, DeskEnvelope envelope)
    {
        var message = root.Object("message")!.Value;
        var type = message.Text("type")?.ToUpperInvariant() ?? "TEXT";
        var draft = new Inbound
        {
            Type = ChannelEventTypes.Unknown,
            Thread = envelope.Recipient,
            IntoConversation = envelope.Recipient,
            ChannelMessageId = envelope.Key,
            OccurredAt = message.Time("date"),
            Reason = type.ToLowerInvariant(),
        };
        if (type == "STOP") return draft with { Type = ChannelEventTypes.ConversationStopped };
        if (type is "TYPEIN" or "SEEN" or "START" or "RATE") return draft;
        var (parts, media) = ContentParts.Read(message);
        return draft with { Type = ChannelEventTypes.MessageReceived, Parts = parts, Media = media };
    }
}
