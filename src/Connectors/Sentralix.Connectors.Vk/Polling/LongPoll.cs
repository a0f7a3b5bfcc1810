using System.Collections.Concurrent;
using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Hooks;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Polling;

/// <summary>Bots Long Poll. Its position is VK's number of the next event; the server and its key live as long as this process.</summary>
internal sealed class LongPoll
{
    private const int WaitSeconds = 25;

    private readonly ConcurrentDictionary<string, Session> sessions = new();

    /// <summary>Asks for events after a position. Without one it only finds out where now is, so that this is durable before anything is waited for.</summary>
    public async Task<Polled> Poll(Access access, string? position, CancellationToken cancellation)
    {
        var api = new VkApi(access);
        if (!sessions.TryGetValue(access.ConnectionId, out var session)) session = await Open(api, access, enable: true, cancellation);
        if (position is null) return new([], session.Position);

        var address = $"{session.Server}?act=a_check&key={Uri.EscapeDataString(session.Key)}&ts={Uri.EscapeDataString(position)}&wait={WaitSeconds.ToString(CultureInfo.InvariantCulture)}";
        var told = await api.Visit(address, null, TimeSpan.FromSeconds(WaitSeconds + 10), cancellation);
        switch (told.Number("failed"))
        {
            case null:
                var group = CallbackServers.Group(access).Value;
                return new([.. told.Items("updates").Select(update => Envelope.Read(group, update)).OfType<RawUpdate>()], Position(told) ?? position);
            case 1:
                // A part of the history is lost; VK says where it goes on.
                return new([], Position(told) ?? position);
            case 2:
                await Open(api, access, enable: false, cancellation);
                return new([], position);
            case 3:
                return new([], (await Open(api, access, enable: false, cancellation)).Position);
            default:
                sessions.TryRemove(access.ConnectionId, out _);
                throw new ChannelException(Trouble.Network($"VK's long poll failed with {told.Number("failed")}."));
        }
    }

    private async Task<Session> Open(VkApi api, Access access, bool enable, CancellationToken cancellation)
    {
        var group = CallbackServers.Group(access);
        if (enable) await api.Ask("groups.setLongPollSettings", cancellation, [group, ("enabled", "1"), ("api_version", VkApi.Version), .. EventTypes.Settings]);
        var told = await api.Ask("groups.getLongPollServer", cancellation, group);
        if (told.Text("server") is not { } server || told.Text("key") is not { } key || Position(told) is not { } position) throw new ChannelException(Trouble.Network("VK named no server to poll."));
        return sessions[access.ConnectionId] = new(server, key, position);
    }

    // It comes as text and as a number.
    private static string? Position(System.Text.Json.JsonElement told) => told.Number("ts") is { } ts ? JsonFields.Id(ts) : null;

    private sealed record Session(string Server, string Key, string Position);
}
