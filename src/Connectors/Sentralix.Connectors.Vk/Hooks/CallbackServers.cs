using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Hooks;

/// <summary>The callback servers of a community: ours among those of others.</summary>
internal sealed class CallbackServers(TimeProvider clock)
{
    private const string Title = "Sentralix";

    // VK asks a new address for its code at once, but not while it is being named.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    public async Task Set(Access access, Hook hook, CancellationToken cancellation)
    {
        var api = new VkApi(access);
        var group = Group(access);
        var server = Ours(await All(api, group, cancellation), hook.Url.AbsolutePath);
        var id = server?.Number("id");
        (string, string)[] parameters = [group, ("url", hook.Url.AbsoluteUri), ("title", Title), ("secret_key", HookSecret.Of(hook.Secret))];
        if (id is null)
            id = (await api.Ask("groups.addCallbackServer", cancellation, parameters)).Number("server_id") ?? throw new ChannelException(Trouble.Network("VK took the address, but gave it no number."));
        else if (!IsAsWanted(server!.Value, hook))
            await api.Ask("groups.editCallbackServer", cancellation, [.. parameters, ("server_id", JsonFields.Id(id.Value))]);
        await api.Ask("groups.setCallbackSettings", cancellation, [group, ("server_id", JsonFields.Id(id.Value)), ("api_version", VkApi.Version), .. EventTypes.Settings]);
        await Confirmed(api, group, id.Value, cancellation);
    }

    public async Task Remove(Access access, CancellationToken cancellation)
    {
        var api = new VkApi(access);
        var group = Group(access);

        // Of a hook only the path is ours in any case: the host before it may have changed since it was set.
        foreach (var server in (await All(api, group, cancellation)).Where(server => PathOf(server) is { } path && path.EndsWith($"/{access.ConnectionId}", StringComparison.Ordinal)))
            if (server.Number("id") is { } id) await api.Ask("groups.deleteCallbackServer", cancellation, group, ("server_id", JsonFields.Id(id)));
    }

    public async Task<HookHealth> Inspect(Access access, Hook hook, CancellationToken cancellation)
    {
        var api = new VkApi(access);
        var group = Group(access);
        if (Ours(await All(api, group, cancellation), hook.Url.AbsolutePath) is not { } server || server.Number("id") is not { } id) return new(false, null, null, null);
        if (server.Text("status") == "failed") return new(false, null, "VK counts the address as failed: it was not confirmed, or did not answer for long.", clock.GetUtcNow());
        if (!IsAsWanted(server, hook)) return new(false, null, null, null);
        var settings = await api.Ask("groups.getCallbackSettings", cancellation, group, ("server_id", JsonFields.Id(id)));
        return new(EventTypes.AreWanted(settings), null, null, null);
    }

    /// <summary>The community, as a parameter.</summary>
    /// <exception cref="ChannelException">It is not known yet.</exception>
    public static (string Name, string Value) Group(Access access) =>
        ("group_id", access.Identity ?? throw new ChannelException(new(ChannelErrors.ContentRejected, null, "The community is not known yet: the connection was never enabled.")));

    private async Task Confirmed(VkApi api, (string Name, string Value) group, long id, CancellationToken cancellation)
    {
        var until = clock.GetTimestamp() + (long)(Patience.TotalSeconds * clock.TimestampFrequency);
        while (true)
        {
            var all = await All(api, group, cancellation, ("server_ids", JsonFields.Id(id)));
            switch (all.Select(server => server.Text("status")).FirstOrDefault())
            {
                case "ok":
                    return;
                case "failed":
                    throw new ChannelException(new("hook_not_confirmed", null, "VK called the address, and did not hear the community's code. Is it open from the internet, and is nothing else there?"));
                case null:
                    throw new ChannelException(new(ChannelErrors.Conflict, null, "VK took the address, but does not name it: somebody else changes the same community's servers."));
            }

            // Whoever looks after the hook sees what becomes of it.
            if (clock.GetTimestamp() >= until) return;
            await Task.Delay(Step, clock, cancellation);
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> All(VkApi api, (string Name, string Value) group, CancellationToken cancellation, params IEnumerable<(string Name, string Value)> further) =>
        [.. (await api.Ask("groups.getCallbackServers", cancellation, [group, .. further])).Items("items")];

    private static JsonElement? Ours(IReadOnlyList<JsonElement> servers, string path)
    {
        var ours = servers.Where(server => PathOf(server) == path).ToArray();
        return ours.Length > 0 ? ours[0] : null;
    }

    private static string? PathOf(JsonElement server) => Uri.TryCreate(server.Text("url"), UriKind.Absolute, out var url) ? url.AbsolutePath : null;

    private static bool IsAsWanted(JsonElement server, Hook hook) =>
        server.Text("url") == hook.Url.AbsoluteUri && server.Text("status") is "ok" or "wait" && (server.Text("secret_key") is not { } secret || secret == HookSecret.Of(hook.Secret));
}
