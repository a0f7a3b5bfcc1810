using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>What an event means. One that is not known here is <c>unknown</c> with Jivo's name of it.</summary>
internal static class EventReader
{
    /// <exception cref="FormatException">The event cannot be read.</exception>
    public static IReadOnlyList<Inbound> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (WebhookEnvelope.IsOne(json.RootElement)) return WebhookReader.Read(json.RootElement, WebhookEnvelope.Read(json.RootElement, body));
            if (DeskEnvelope.IsOne(json.RootElement)) return [DeskReader.Read(json.RootElement, DeskEnvelope.Read(json.RootElement, body))];
            return [Read(json.RootElement, Envelope.Read(json.RootElement, body))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"The event cannot be read: {e.Message}", e);
        }
    }

    private static Inbound Read(JsonElement root, Envelope envelope)
    {
        var message = root.Object("message");
        var draft = new Inbound
        {
            Type = ChannelEventTypes.Unknown,
            Thread = envelope.Order,
            ChannelMessageId = envelope.Key,
            OccurredAt = message?.Time("timestamp"),
            Reason = envelope.Name.Length > 0 ? envelope.Name : "empty",
        };
        if (envelope.Thread is not { } thread) return draft;

        // Who speaks opens the conversation; that a chat which was never heard of has ended is no reason to open one.
        var spoken = draft with { UserId = thread.Client, Reason = null };
        return envelope.Name switch
        {
            EventNames.ClientMessage => Said(spoken with { Type = ChannelEventTypes.MessageReceived, UserName = root.Object("sender")?.Text("name"), Context = Pages.Read(root.Object("sender")?.Text("url"), null) }, message),
            EventNames.AgentMessage => Said(spoken with { Type = ChannelEventTypes.MessageEcho, IsHuman = true }, message),

            // From here on a human has the chat, also before he has said anything.
            EventNames.AgentJoined => spoken with { Type = ChannelEventTypes.MessageEcho, IsHuman = true, Parts = [Joined(root.Object("agent"))] },
            EventNames.AgentUnavailable => draft with { Type = ChannelEventTypes.HandOffUnavailable, Reason = "agent_unavailable" },
            EventNames.ChatClosed => draft with { Type = ChannelEventTypes.ConversationStopped, Reason = "chat_closed" },
            _ => draft,
        };
    }

    // A press of a button comes back as what it says; its id, where Jivo tells it, goes with it and decides nothing.
    private static Inbound Said(Inbound draft, JsonElement? message)
    {
        var (parts, media) = ContentParts.Read(message);
        return draft with { Parts = parts, Media = media, ButtonToken = message?.Id("button_id") };
    }

    private static MessagePart Joined(JsonElement? agent)
    {
        var told = new Dictionary<string, string> { ["code"] = "agent_joined" };
        var name = agent?.Text("name");
        if (agent?.Id("id") is { } id) told["agent_id"] = id;
        if (name is not null) told["agent_name"] = name;
        return new() { Type = PartTypes.System, Text = $"{name ?? "An agent"} joined the chat.", Data = JsonSerializer.SerializeToElement(told, SentralixJson.Options) };
    }
}
