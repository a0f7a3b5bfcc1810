using System.Text.Json;
using Sentralix.Connectors.Sandbox.Clients;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>vk-io against a stand-in.</summary>
internal static class VkApiClient
{
    public const long Irina = 77_001;
    public const long Oleg = 77_002;
    public const string Secret = "q2-secret";

    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public static async Task<VkStandIn> StartVk(VkSettings? settings = null)
    {
        var vk = new VkStandIn(settings);
        await vk.Start();
        return vk;
    }

    public static NodeProgram Client(VkStandIn vk, bool echo = false, int apiLimit = 20, string? token = null, string secret = Secret, string apiMode = "sequential") =>
        NodeProgram.Start("Vk/vk-io.mjs", new
        {
            token = token ?? new VkSettings().Token,
            methods = vk.Methods,
            group = new VkSettings().GroupId,
            secret,
            confirmation = new VkSettings().ConfirmationCode,
            echo,
            apiLimit,
            apiMode,
        });

    public static Task<JsonElement> Call(this NodeProgram client, string method, object? parameters = null) => client.Do("call", new { method, @params = parameters ?? new { } });

    public static Task<JsonElement> Refused(this NodeProgram client, string method, object parameters) => client.Fail("call", new { method, @params = parameters });

    public static int Code(this JsonElement error) => error.GetProperty("code").GetInt32();

    public static string? String(this JsonElement of, string name) => of.GetProperty(name).GetString();

    /// <summary>Has vk-io listen, and VK call it back with every kind of event.</summary>
    public static async Task<long> ListenTo(this NodeProgram client, VkStandIn vk, string secret = Secret)
    {
        var url = (await client.Do("listen", new { path = "/vk/hook" })).GetString();
        var server = (await client.Call("groups.addCallbackServer", new { group_id = new VkSettings().GroupId, url, title = "Sentralix", secret_key = secret })).GetProperty("server_id").GetInt64();
        await client.Call("groups.setCallbackSettings", new
        {
            group_id = new VkSettings().GroupId,
            server_id = server,
            api_version = "5.199",
            message_new = 1,
            message_reply = 1,
            message_edit = 1,
            message_allow = 1,
            message_deny = 1,
            message_typing_state = 1,
            message_read = 1,
            message_event = 1,
            message_reaction_event = 1,
        });
        await vk.WhenDelivered(Soon);
        return server;
    }

    public static async Task<string?> StatusOf(this NodeProgram client, long server) =>
        (await client.Call("groups.getCallbackServers", new { group_id = new VkSettings().GroupId, server_ids = server })).GetProperty("items")[0].String("status");
}
