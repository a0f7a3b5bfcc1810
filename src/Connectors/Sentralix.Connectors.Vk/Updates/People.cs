using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>Names of people, which no event has. Whoever is asked for in the same moment is asked for in one call.</summary>
internal sealed class People(TimeProvider clock)
{
    private const int MostInCall = 500;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Batch> open = [];

    /// <summary>A person's name; null: VK does not tell it.</summary>
    /// <exception cref="ChannelException">VK refuses, or cannot be reached.</exception>
    public async Task<string?> NameOf(Access access, string user, CancellationToken cancellation)
    {
        Batch batch;
        lock (gate)
        {
            if (!open.TryGetValue(access.ConnectionId, out batch!) || batch.Users.Count >= MostInCall)
            {
                batch = open[access.ConnectionId] = new Batch();
                batch.Names = Ask(access, batch);
            }

            batch.Users.Add(user);
        }

        return (await batch.Names.WaitAsync(cancellation)).GetValueOrDefault(user);
    }

    // Many wait for it, so no one of them cancels it.
    private async Task<IReadOnlyDictionary<string, string>> Ask(Access access, Batch batch)
    {
        await Task.Delay(Moment, clock);
        string users;
        lock (gate)
        {
            if (open.GetValueOrDefault(access.ConnectionId) == batch) open.Remove(access.ConnectionId);
            users = string.Join(',', batch.Users);
        }

        using var patience = new CancellationTokenSource(CallTime);
        var told = await new VkApi(access).Ask("users.get", patience.Token, ("user_ids", users));
        var names = new Dictionary<string, string>();
        if (told.ValueKind != System.Text.Json.JsonValueKind.Array) return names;
        foreach (var person in told.EnumerateArray())
        {
            var name = $"{person.Text("first_name")} {person.Text("last_name")}".Trim();
            if (person.Number("id") is { } id && name.Length > 0) names[id.ToString(CultureInfo.InvariantCulture)] = name;
        }

        return names;
    }

    private sealed class Batch
    {
        public HashSet<string> Users { get; } = [];

        public Task<IReadOnlyDictionary<string, string>> Names { get; set; } = Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
    }
}
