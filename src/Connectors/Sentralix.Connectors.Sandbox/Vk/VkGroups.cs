namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>The methods of <c>groups</c>: who the community is, its callback servers and its long poll.</summary>
internal sealed class VkGroups(VkCommunity community, VkCallbacks callbacks, VkEvents events, VkLongPoll longPoll, Func<Uri> address)
{
    private const int TitleLength = 14;
    private const int SecretLength = 50;

    private static readonly string[] Types =
    [
        "message_new", "message_reply", "message_edit", "message_allow", "message_deny", "message_typing_state", "message_read", "message_event",
        "message_reaction_event", "user_block", "user_unblock", "group_join", "group_leave",
    ];

    public VkAnswer GetById() => VkAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("groups");
        community.WriteGroup(json);
        json.WriteEndArray();
        json.WriteStartArray("profiles");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public VkAnswer GetTokenPermissions() => VkAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("mask", 4096 + 262_144);
        json.WriteStartArray("permissions");
        foreach (var (name, setting) in (ReadOnlySpan<(string, int)>)[("messages", 4096), ("manage", 262_144)])
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("setting", setting);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public VkAnswer GetConfirmationCode() => VkAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("code", community.Settings.ConfirmationCode);
        json.WriteEndObject();
    });

    public VkAnswer AddServer(VkCall call)
    {
        if (Wrong(call) is { } refusal) return refusal;
        if (callbacks.All.Count >= community.Settings.Limits.CallbackServers) return VkAnswer.Refuse(2000, "Servers number limit is reached");
        var server = callbacks.Add(new Uri(call["url"]!), call["title"]!, call["secret_key"] ?? "");
        callbacks.Confirm(server, events.Confirmation(server.Secret));
        return VkAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("server_id", server.Id);
            json.WriteEndObject();
        });
    }

    public VkAnswer EditServer(VkCall call)
    {
        if (Wrong(call) is { } refusal) return refusal;
        if (Server(call) is not { } server) return NoServer();
        server.Url = new Uri(call["url"]!);
        server.Title = call["title"]!;
        server.Secret = call["secret_key"] ?? "";
        callbacks.Confirm(server, events.Confirmation(server.Secret));
        return VkAnswer.One;
    }

    public VkAnswer DeleteServer(VkCall call) => callbacks.Remove(call.Long("server_id") ?? 0) ? VkAnswer.One : NoServer();

    public VkAnswer GetServers(VkCall call)
    {
        if (call.Longs("server_ids") is not { } asked) return VkAnswer.BadParameter("server_ids is invalid");
        var servers = callbacks.All.Where(server => asked.Count == 0 || asked.Contains(server.Id)).ToList();
        return VkAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", servers.Count);
            json.WriteStartArray("items");
            foreach (var server in servers)
            {
                json.WriteStartObject();
                json.WriteNumber("id", server.Id);
                json.WriteString("title", server.Title);
                json.WriteNumber("creator_id", 1);
                json.WriteString("url", server.Url.OriginalString);
                json.WriteString("secret_key", server.Secret);
                json.WriteString("status", server.Status);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public VkAnswer SetCallbackSettings(VkCall call)
    {
        if (Server(call) is not { } server) return NoServer();
        Set(call, server.Types);
        return VkAnswer.One;
    }

    public VkAnswer GetCallbackSettings(VkCall call) => Server(call) is { } server ? Settings(server.Types, null) : NoServer();

    public VkAnswer SetLongPollSettings(VkCall call)
    {
        if (call.Has("enabled")) longPoll.IsEnabled = call.Flag("enabled");
        Set(call, longPoll.Types);
        return VkAnswer.One;
    }

    public VkAnswer GetLongPollSettings() => Settings(longPoll.Types, longPoll.IsEnabled);

    public VkAnswer GetLongPollServer()
    {
        if (!longPoll.IsEnabled) return VkAnswer.BadParameter("longpoll for this group is not enabled");
        var (key, ts) = longPoll.Open();
        return VkAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("server", new Uri(address(), $"/wh{community.Settings.GroupId}").ToString());
            json.WriteString("ts", ts.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteEndObject();
        });
    }

    private static VkAnswer NoServer() => VkAnswer.BadParameter("server_id is invalid");

    private static VkAnswer Settings(IDictionary<string, bool> types, bool? enabled) => VkAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("api_version", VkEvents.ApiVersion);
        if (enabled is { } on) json.WriteBoolean("is_enabled", on);
        json.WriteStartObject("events");
        foreach (var type in Types) json.WriteNumber(type, types.TryGetValue(type, out var wanted) && wanted ? 1 : 0);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void Set(VkCall call, IDictionary<string, bool> types)
    {
        foreach (var type in Types)
        {
            if (call.Has(type)) types[type] = call.Flag(type);
        }
    }

    private static VkAnswer? Wrong(VkCall call)
    {
        if (!Uri.TryCreate(call["url"], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return VkAnswer.BadParameter("url is invalid");
        if (call["title"] is not { Length: > 0 and <= TitleLength }) return VkAnswer.BadParameter("title is invalid");
        return call["secret_key"] is { Length: > SecretLength } ? VkAnswer.BadParameter("secret_key is too long") : null;
    }

    private VkCallbackServer? Server(VkCall call) => callbacks.Find(call.Long("server_id") ?? 0);
}
