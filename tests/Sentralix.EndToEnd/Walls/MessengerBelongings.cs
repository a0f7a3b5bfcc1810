using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Walls;

/// <summary>What the first tenant owns in one messenger: a connection, a conversation on it, what came in and what went out.</summary>
internal static class MessengerBelongings
{
    /// <summary>A person in the sandbox.</summary>
    private const string Contact = "7";

    /// <summary>The id of a command at the first answer.</summary>
    public const string Command = "walls";

    /// <summary>What there is, by the names that addresses have for it.</summary>
    public static async Task<Dictionary<string, string>> Make(ApiClient api, Installation installation, string service, string assistant)
    {
        var root = $"/api/admin/v1/{service}/connections";
        var connection = (await api.Post(root, new { name = "The first tenant's", sandbox = true })).GetProperty("id").GetString()!;
        var (bound, told) = await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{connection}", new { assistant_id = assistant });
        Assert.True((int)bound < 300, $"{told}");
        await api.Post($"{root}/{connection}/enable");
        var said = await api.Post($"{root}/{connection}/sandbox/contacts/{Contact}/messages", new { text = "The secret of the first tenant." });
        var conversation = await Until(async () => (await api.All("/api/v1/conversations")).Find(c => c.GetProperty("connection_id").GetString() == connection), service);
        var id = conversation.GetProperty("id").GetString()!;
        var answer = await Until(async () => (await api.Messages(id)).Find(m => m.GetProperty("direction").GetString() == "out" && m.GetProperty("status").GetString() is "sent" or "delivered" or "read"), service);

        // A send that was cut after it had left is one that a person must decide about, where the channel cannot be asked.
        await api.Send(HttpMethod.Put, $"{root}/{connection}/sandbox/faults", new { sends = "cut_after", times = 1 });
        await api.Post($"{root}/{connection}/sandbox/contacts/{Contact}/messages", new { text = "Another secret of the first tenant." });
        var cut = await Until(
            async () => (await api.Messages(id)).FindLast(m => m.GetProperty("direction").GetString() == "out" && m.GetProperty("id").GetString() != answer.GetProperty("id").GetString()
                && m.GetProperty("status").GetString() is "uncertain" or "sent" or "delivered" or "read"), service);

        // Nobody but the assistant has answered: what a channel plays back of its words is not a human's.
        Assert.All(await api.Messages(id), message => Assert.Contains(message.GetProperty("author").GetString(), (string[])["contact", "assistant"]));
        return new()
        {
            ["heard"] = (await api.Messages(id))[0].GetProperty("id").GetString()!,
            ["connections"] = connection,
            ["conversations"] = id,
            ["contacts"] = Contact,
            ["{message}"] = said.GetProperty("message_id").GetString()!,
            ["messages"] = cut.GetProperty("id").GetString()!,
            ["answered"] = answer.GetProperty("id").GetString()!,
            ["commands"] = Command,

            // A press waits for its answer for seconds only: who asks for one that is over learns nothing, whoever he is.
            ["presses"] = "evt_00000000000000000000000001",
            ["updates"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(await TwoTenants.FirstUpdate(installation, service))),
        };
    }

    /// <summary>A body that a messenger's route takes; null: it has none of its own.</summary>
    public static object? Body(Belongings own, ServedRoute route)
    {
        if (!route.IsMessengers) return null;
        object[] parts = [new { type = "text", text = "Intruding" }];
        return route.Path[(route.Path.LastIndexOf('/') + 1)..] switch
        {
            "connections" => new { name = "Intruding" },
            "resolve" => new { segment = 0, @as = "sent" },
            "faults" => new { },
            "presses" => new { button = "Intruding" },
            "{contact}" => new { blocked = false },
            "{message}" => new { text = "Intruding" },
            "messages" when route.Path.Contains("/sandbox/", StringComparison.Ordinal) => new { text = "Intruding" },
            "messages" => new { message_id = "msg_00000000000000000000000007", conversation_id = own[$"{route.Service}/conversations"], epoch = 1000, parts },
            "hand-overs" => new { conversation_id = own[$"{route.Service}/conversations"] },
            "edit" => new { command_id = "walls-edit", epoch = 1000, parts, on_unsupported = "new_message" },
            "delete" => new { command_id = "walls-delete", epoch = 1000 },
            "hand-off" => new { command_id = "walls-hand-off", epoch = 1000 },
            "read" => new { },
            "reaction" => new { message_id = own[$"{route.Service}/heard"], emoji = "👍" },
            "answer" => new { text = "Intruding" },
            "draft" => new { message_id = "msg_00000000000000000000000008", epoch = 1000, attempt = 1, text = "Intruding" },
            _ => null,
        };
    }

    private static async Task<JsonElement> Until(Func<Task<JsonElement>> find, string service)
    {
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            if (await find() is { ValueKind: JsonValueKind.Object } found) return found;
            await Task.Delay(50);
        }

        throw new TimeoutException($"The sandbox of {service} does not come to it.");
    }
}
