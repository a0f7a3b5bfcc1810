using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Hooks;

/// <summary>Reads calls of the hook. VK shows who it is inside the body: by the community's id and the secret.</summary>
internal static class HookReader
{
    public static HookReading Read(Access access, HookCall call)
    {
        if (call.Rest.Length > 0 || access.Identity is not { } group || Parse(call.Body) is not { } json) return new HookReading.Refused();
        using (json)
        {
            var update = json.RootElement;

            // Both are compared in any case, so that the time does not tell which was wrong.
            var isGroup = HookSecrets.Accept([group], update.Number("group_id") is { } id ? JsonFields.Id(id) : null);
            var isSecret = HookSecrets.Accept([.. access.HookSecrets.Select(HookSecret.Of)], update.Text("secret"));
            if (!(isGroup & isSecret)) return new HookReading.Refused();
            if (update.Text("type") == "confirmation") return new HookReading.Asks(cancellation => ConfirmationCode.Ask(access, cancellation));

            // Any other answer than these two letters makes VK send it again, and one certain word makes it forget us.
            return Envelope.Read(group, update) is { } raw ? new HookReading.Updates([raw], "ok") : new HookReading.Unreadable("An update has a type.");
        }
    }

    // What is not JSON shows no secret.
    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
