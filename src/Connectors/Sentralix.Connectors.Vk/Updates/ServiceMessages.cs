using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>Messages in which VK itself says what has happened to a chat. Nobody is to be answered for them.</summary>
internal static class ServiceMessages
{
    public static Inbound Read(JsonElement action, Inbound who)
    {
        var name = action.Text("type") ?? "action";

        // A community has an id below zero, and events only tell of the one that they come to.
        var isOurs = action.Number("member_id") is < 0;
        return name switch
        {
            "chat_invite_user" when isOurs => who with { Type = ChannelEventTypes.ConversationStarted, Reason = "added" },
            "chat_kick_user" when isOurs => who with { Type = ChannelEventTypes.ConversationStopped, Reason = "removed" },
            "chat_invite_user" or "chat_invite_user_by_link" => Updated(who, "participant_joined", name),
            "chat_kick_user" => Updated(who, "participant_left", name),
            "chat_title_update" => Updated(who, "title", action.Text("text") ?? name),
            _ => Updated(who, name, action.Text("text") ?? name),
        };
    }

    private static Inbound Updated(Inbound who, string code, string words) => who with
    {
        Type = ChannelEventTypes.ConversationUpdated,
        Reason = code,
        Parts = [new() { Type = PartTypes.System, Text = words, Data = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["code"] = code }, SentralixJson.Options) }],
    };
}
