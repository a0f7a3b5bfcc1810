using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Hooks;

/// <summary>The code by which a community's hook says that it is its own. It changes, and VK's question may come to another process than the one
/// that set the hook, so it is kept nowhere: whoever is asked asks VK.</summary>
internal static class ConfirmationCode
{
    /// <exception cref="ChannelException">VK refuses, or cannot be reached.</exception>
    public static async Task<string> Ask(Access access, CancellationToken cancellation)
    {
        var told = await new VkApi(access).Ask("groups.getCallbackConfirmationCode", cancellation, CallbackServers.Group(access));
        return told.Text("code") ?? throw new ChannelException(Trouble.Network("VK gave no code of confirmation."));
    }
}
