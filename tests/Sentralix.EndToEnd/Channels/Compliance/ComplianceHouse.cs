using System.Text.Json;
using Sentralix.EndToEnd.Channels.Soak;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Channels.Compliance;

/// <summary>A platform with one connection of a channel, for all scenarios of the kit: each has people of its own.</summary>
public abstract class ComplianceHouse(string channel) : IAsyncLifetime
{
    // Who asks for buttons gets some; who presses one hears what stands behind it; everybody else hears his question again.
    private static readonly object Scenario = new
    {
        sxs = "1",
        id = "kit",
        name = "Kit",
        start = "which",
        nodes = new Dictionary<string, object>
        {
            ["which"] = new Dictionary<string, object>
            {
                ["type"] = "condition",
                ["cases"] = new[]
                {
                    new Dictionary<string, string> { ["if"] = "message.button != null", ["goto"] = "chosen" },
                    new Dictionary<string, string> { ["if"] = "message.text == 'Кнопки'", ["goto"] = "offer" },
                    new Dictionary<string, string> { ["if"] = "message.text == 'Карточки'", ["goto"] = "cards" },
                },
                ["else"] = "answer",
            },
            ["offer"] = new { type = "say", text = "Что выбрать?", buttons = new object[] { new { label = "Первое", value = new { n = 1, secret = new string('x', 3000) } }, new { label = "Второе", value = new { n = 2 } } } },
            ["cards"] = new
            {
                type = "say",
                text = "Что взять?",
                cards = new object[]
                {
                    new { title = "Чай", subtitle = "Чёрный", buttons = new object[] { new { label = "Взять чай", value = new { n = 3 } } } },
                    new { title = "Кофе", subtitle = "Молотый", buttons = new object[] { new { label = "Взять кофе", value = new { n = 4, secret = new string('x', 3000) } } } },
                },
            },
            ["chosen"] = new { type = "say", text = "Выбрано {{ message.button.n }}" },
            ["answer"] = new { type = "llm" },
        },
    };

    internal SoakHouse House { get; private set; } = null!;

    internal ChannelWay Way => House.Ways[0];

    internal ApiClient Api => House.Api;

    internal string Connection { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        House = await SoakHouse.Open("sqlite", await ChannelWay.OpenAll(channel, 1));
        Connection = (await Api.All($"/api/admin/v1/{Way.Service}/connections"))[0].GetProperty("id").GetString()!;
        var scenario = (await Api.Post("/api/v1/scenarios", Scenario)).GetProperty("ref").GetString();
        await Api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{Connection}", new { assistant_id = await Api.MakeAssistant(new { scenario }) });

        // Who polls hears from "now" on, and "now" is when the first poll is answered.
        for (var tries = 0; Way.Said(0).Count == 0; tries++)
        {
            Assert.True(tries < 100, House.Host.Output);
            Way.Ask(0, $"Разминка {tries}");
            await Task.Delay(500);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await House.DisposeAsync();
    }

    /// <summary>The conversation with a person, once there is one.</summary>
    internal async Task<string> Conversation(int person)
    {
        // The core does not know the channel's names of conversations, and need not; its messages tell which it is.
        var asked = $"Знакомство {person} {Guid.NewGuid():N}";
        Way.Ask(person, asked);
        await Until(() => Way.Said(person).Any(s => s.Text.Contains(asked, StringComparison.Ordinal)), $"person {person} is answered");
        foreach (var conversation in await Api.All("/api/v1/conversations"))
        {
            var id = conversation.GetProperty("id").GetString()!;
            if ((await Api.Messages(id)).Any(m => m.GetRawText().Contains(asked, StringComparison.Ordinal))) return id;
        }

        throw new InvalidOperationException($"No conversation has '{asked}'.");
    }

    internal async Task<JsonElement> UntilMessage(string conversation, Func<JsonElement, bool> holds, string what)
    {
        JsonElement found = default;
        await Until(() => (found = Api.Messages(conversation).GetAwaiter().GetResult().FirstOrDefault(holds)).ValueKind == JsonValueKind.Object, what);
        return found;
    }

    internal async Task Until(Func<bool> holds, string what)
    {
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            if (holds()) return;
            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not come to this: {what}\n{House.Host.Output}");
    }
}
