using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>What a call of the Webhooks API means. One that is not known here is <c>unknown</c> with Jivo's name of it. They name chats by
/// number only, so a conversation is found by the end of its thread; that a chat which was never heard of has an agent opens none.</summary>
internal static class WebhookReader
{
    public static IReadOnlyList<Inbound> Read(JsonElement root, WebhookEnvelope envelope)
    {
        var visitor = root.Object("visitor");
        var draft = new Inbound
        {
            Type = ChannelEventTypes.ConversationUpdated,
            Thread = envelope.Order,
            ThreadEnd = envelope.ThreadEnd,
            ChannelMessageId = envelope.Key,
            UserName = visitor?.Text("name"),
            Context = Page(root),
            Reason = envelope.Name,
        };
        return [envelope.Name switch
        {
            // From here on a human has the chat.
            WebhookEnvelope.ChatAccepted => draft with { Type = ChannelEventTypes.MessageEcho, IsHuman = true, Reason = null, Parts = [Accepted(root.Object("agent"))] },
            "chat_assigned" => draft with { Parts = Told(("assign_to", root.Text("assign_to"))) },
            "chat_updated" => draft with { Parts = Card(visitor) is { } card ? [card] : [] },
            "chat_finished" => draft with { Type = ChannelEventTypes.ConversationStopped, Parts = Finished(root) },
            "offline_message" => Offline(root, visitor, draft),
            "call_event" when root.Object("call") is { } call => Call(call, draft),
            _ => draft with { Type = ChannelEventTypes.Unknown },
        }];
    }

    private static MessagePart Accepted(JsonElement? agent)
    {
        var name = agent?.Text("name");
        return new() { Type = PartTypes.System, Text = $"{name ?? "An agent"} took the chat.", Data = Data(("code", "chat_accepted"), ("agent_id", agent?.Id("id")), ("agent_name", name)) };
    }

    private static IReadOnlyList<MessagePart> Finished(JsonElement root)
    {
        var agents = root.TryGetProperty("agents", out var list) && list.ValueKind == JsonValueKind.Array ? string.Join(", ", list.EnumerateArray().Select(agent => agent.Text("name")).OfType<string>()) : "";
        return Told(("rate", root.Object("chat")?.Text("rate")), ("agents", agents.Length > 0 ? agents : null));
    }

    /// <summary>Nobody was there, and nobody can be answered in Jivo: it is a message to be read by a person.</summary>
    private static Inbound Offline(JsonElement root, JsonElement? visitor, Inbound draft)
    {
        if (root.Id("offline_message_id") is not { } id || (root.Text("message") ?? root.Object("message")?.Text("text")) is not { } text) return draft with { Type = ChannelEventTypes.Unknown };
        var words = MessagePart.OfText(text.Length > MessagePart.MaxText ? text[..MessagePart.MaxText] : text);
        return draft with
        {
            Type = ChannelEventTypes.MessageReceived,
            Thread = $"offline:{Uri.EscapeDataString(id)}",
            ThreadEnd = null,
            UserId = visitor?.Id("number") ?? $"offline-{id}",
            Reason = null,
            Parts = Card(visitor) is { } card ? [words, card] : [words],
            IsLate = true,
        };
    }

    private static Inbound Call(JsonElement call, Inbound draft)
    {
        var status = call.Text("status") ?? "unknown";
        var part = new MessagePart { Type = PartTypes.Call, Text = $"[{call.Text("type") ?? "call"}: {status}]", Data = Data(("type", call.Text("type")), ("status", status), ("phone", call.Text("phone"))) };
        var told = draft with { Reason = $"call_{status}", Parts = [part] };

        // The recording's address is whoever has it: the bytes are fetched, and the address told to nobody.
        return call.Text("record_url") is { } record && Uri.TryCreate(record, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            ? told with
            {
                Parts = [part, new() { Type = PartTypes.Audio, Media = new() { State = MediaState.Remote, MimeType = "audio/mpeg" } }],
                Media = new Dictionary<int, InboundMedia> { [1] = new(url.AbsoluteUri) },
            }
            : told;
    }

    // What somebody typed into a form proves nothing of whose number it is.
    private static MessagePart? Card(JsonElement? visitor)
    {
        var (phone, email) = (visitor?.Text("phone"), visitor?.Text("email"));
        if (phone is null && email is null) return null;
        var name = visitor?.Text("name") ?? phone ?? email!;
        return new() { Type = PartTypes.Contact, Text = string.Join(", ", new[] { name, phone, email }.OfType<string>().Distinct()), Contact = new(name, phone is null ? [] : [phone]), Data = email is null ? null : Data(("email", email)) };
    }

    private static ConversationContext? Page(JsonElement root) => root.Object("page") is { } page ? Pages.Read(page.Text("url"), page.Text("title")) : null;

    private static IReadOnlyList<MessagePart> Told(params ReadOnlySpan<(string Name, string? Value)> fields) => Data(fields) is { } data ? [new() { Type = PartTypes.Data, Data = data }] : [];

    private static JsonElement? Data(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var told = new Dictionary<string, string>();
        foreach (var (name, value) in fields)
            if (value is { Length: <= 1000 }) told[name] = value;
        return told.Count > 0 ? JsonSerializer.SerializeToElement(told, SentralixJson.Options) : null;
    }
}
