using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Updates;

/// <summary>Reads from the chats themselves what has been written since a time, in the form and under the keys of notifications: what comes
/// both ways is one update. So an account can be served without a webhook, and what a webhook has lost can be found.</summary>
internal sealed class ChatHistory(Access access, AvitoApi api, FirstMessages firstMessages)
{
    private const int PageSize = 100;

    // Avito reads no list farther than this.
    private const int FarthestOffset = 1000;

    /// <summary>What is new since a position, and the next position. Without a position nothing is: what was said before belongs to whoever
    /// served the account then.</summary>
    /// <exception cref="ChannelException">Avito refuses, or cannot be reached.</exception>
    public async Task<Polled> Since(string? position, CancellationToken cancellation)
    {
        var since = long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : (long?)null;
        var newest = since ?? 0;
        var updates = new List<RawUpdate>();
        var seen = new HashSet<string>();
        await foreach (var chat in Pages($"{AvitoAddress.Account(access, 2)}/chats?chat_types=u2i,u2u", "chats", cancellation))
        {
            // Newest first, so the rest is older. The second of the position itself may have gone on after it was read.
            if (Json.Number(chat, "updated") is not { } updated || (since is not null && updated < since)) break;
            newest = Math.Max(newest, updated);
            if (since is null)
            {
                // What was said last was said before us as well.
                newest++;
                break;
            }

            // A chat that is written in while the list is read moves to its top, and pushes another one down to be met again.
            if (Json.Id(chat, "id") is { } id && seen.Add(id)) updates.AddRange(await Messages(chat, id, since.Value, cancellation));
        }

        return new(updates, newest.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Which of some messages of ours the buyer has read. A chat that is gone was read by nobody.</summary>
    /// <exception cref="ChannelException">Avito refuses, or cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> WhichAreRead(string chat, IReadOnlyCollection<string> ours, CancellationToken cancellation)
    {
        var answer = await api.Call(HttpMethod.Get, $"{AvitoAddress.Chat(access, 3, chat)}/messages/?limit={PageSize}", null, cancellation);
        if (answer is Answer.Failed { Status: 404 }) return [];
        if (answer is not Answer.Ok ok) throw new ChannelException(Trouble.Of(answer));
        return [.. Listed(ok.Result, "messages").EnumerateArray().Where(message => Json.Number(message, "read") is > 0).Select(message => Json.Id(message, "id")).OfType<string>().Where(ours.Contains)];
    }

    private async Task<IEnumerable<RawUpdate>> Messages(JsonElement chat, string id, long since, CancellationToken cancellation)
    {
        var messages = new List<RawUpdate>();
        var item = Json.Object(chat, "context") is { } context && Json.Text(context, "type") == "item" && Json.Object(context, "value") is { } value ? Json.Id(value, "id") : null;
        await foreach (var message in Pages($"{AvitoAddress.Chat(access, 3, id)}/messages/?", "messages", cancellation))
        {
            if (Json.Number(message, "created") is not { } created || created < since) break;
            if (Notify(message, id, item) is { } update) messages.Add(update);
        }

        return messages.AsEnumerable().Reverse();
    }

    private RawUpdate? Notify(JsonElement message, string chat, string? item)
    {
        var value = JsonObject.Create(message)!;
        value["chat_id"] = chat;
        value["user_id"] = access.Identity;
        if (item is not null) value["item_id"] = item;
        var body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["payload"] = new JsonObject { ["type"] = "message", ["value"] = value } });
        using var json = JsonDocument.Parse(body);
        return Notification.Read(access.Identity, body, json.RootElement) is { } update ? firstMessages.Mark(access, update, json.RootElement) : null;
    }

    private async IAsyncEnumerable<JsonElement> Pages(string path, string name, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var offset = 0; offset <= FarthestOffset; offset += PageSize)
        {
            var page = await api.Ask(HttpMethod.Get, $"{path}{(path[^1] == '?' ? "" : "&")}limit={PageSize}&offset={offset}", null, cancellation);
            page = Listed(page, name);
            foreach (var found in page.EnumerateArray()) yield return found;
            if (page.GetArrayLength() < PageSize) yield break;
        }
    }

    // Described as a list, and met in an object as well.
    private static JsonElement Listed(JsonElement answer, string name)
    {
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var wrapped)) answer = wrapped;
        return answer.ValueKind == JsonValueKind.Array ? answer : throw new ChannelException(Trouble.Network($"Avito gave no list of {name}."));
    }
}
