using System.Text.Json;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Hooks;

/// <summary>Which events VK is asked for.</summary>
internal static class EventTypes
{
    private static readonly string[] Wanted =
        ["message_new", "message_reply", "message_edit", "message_event", "message_read", "message_allow", "message_deny", "message_reaction_event", "user_block", "user_unblock"];

    // Many of them would come, and nothing would be done with them.
    private static readonly string[] Unwanted = ["message_typing_state"];

    /// <summary>As parameters of <c>setCallbackSettings</c> and <c>setLongPollSettings</c>.</summary>
    public static IEnumerable<(string Name, string Value)> Settings => [.. Wanted.Select(type => (type, "1")), .. Unwanted.Select(type => (type, "0"))];

    /// <summary>Whether settings that VK tells have all that an assistant lives on.</summary>
    public static bool AreWanted(JsonElement settings) =>
        settings.Object("events") is not { } events || new[] { "message_new", "message_reply", "message_event" }.All(type => events.Number(type) == 1);
}
