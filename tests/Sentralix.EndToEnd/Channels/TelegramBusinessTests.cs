using System.Text.Json;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A bot that speaks for a person in the person's own chats, the whole way through a real host.</summary>
public sealed class TelegramBusinessTests
{
    private static readonly TelegramUser Owner = new(9001, "Мария");
    private static readonly TelegramUser Client = new(77001, "Анна");

    [Fact]
    public async Task The_bot_answers_reads_and_deletes_for_the_person_and_is_silent_when_the_person_answers()
    {
        await using var house = await TelegramHouse.Open("sqlite", "webhook", business: true);
        using var door = await house.Inside();
        var account = house.Bot.ConnectBusiness(Owner);
        var asked = house.Bot.WriteTo(account, Client, "Сколько стоит доставка?");
        Assert.Equal([TelegramHouse.Answer], await house.Heard(Client.Id, 1));
        var sent = Assert.Single(house.Telegram.Sent.To($"{Client.Id}"), s => s.Operation == "sendMessage");
        Assert.Equal(account.Id, sent.Body.GetProperty("business_connection_id").GetString());
        var conversation = (await Only(house)).GetProperty("id").GetString()!;

        // The person sees that the message was read, and the answer is taken back.
        await Command(door, HttpMethod.Put, $"conversations/{conversation}/read", new { }, 204);
        Assert.Equal(asked.MessageId, house.Bot.ReadUpTo(account, Client));
        var answer = (await house.Api.Messages(conversation))[1].GetProperty("id").GetString();
        Assert.True(house.Bot.IsThere(account, Client.Id, int.Parse(sent.MessageId, System.Globalization.CultureInfo.InvariantCulture)));
        await Command(door, HttpMethod.Post, $"messages/{answer}/delete", new { command_id = "away", epoch = 1000 }, 202);
        await house.Until(() => house.Bot.IsThere(account, Client.Id, int.Parse(sent.MessageId, System.Globalization.CultureInfo.InvariantCulture)) ? null : "gone", "the answer is gone");

        // What the client changes and deletes is changed and deleted here.
        house.Bot.EditIn(account, asked, "Сколько стоит доставка в Казань?");
        await Holds(house, async () => (await house.Api.Messages(conversation))[0].GetProperty("parts")[0].GetProperty("text").GetString() == "Сколько стоит доставка в Казань?", "the edit is told");
        house.Bot.DeleteIn(account, asked);
        await Holds(house, async () => (await house.Api.Messages(conversation))[0].TryGetProperty("deleted_at", out var at) && at.ValueKind == JsonValueKind.String, "the deletion is told");

        // The person answers in the own application: that is an echo, and control is the person's.
        house.Bot.AnswerAsOwner(account, Client, "Я отвечу сама.");
        await Holds(house, async () => (await Only(house)).GetProperty("control").GetProperty("holder").GetString() == "operator", "the person has control");
        house.Bot.WriteTo(account, Client, "Спасибо!");
        await Holds(house, async () => (await house.Api.Messages(conversation)).Count == 4, "the client is heard");
        Assert.Single(house.Telegram.Sent.To($"{Client.Id}"), s => s.Operation == "sendMessage");
    }

    [Fact]
    public async Task What_the_person_does_not_allow_is_not_done_and_the_refusal_is_told()
    {
        await using var house = await TelegramHouse.Open("sqlite", "polling", business: true);
        using var door = await house.Inside();
        var account = house.Bot.ConnectBusiness(Owner, new BusinessRights(CanRead: false, CanDeleteSent: false));
        var asked = house.Bot.WriteTo(account, Client, "Сколько стоит доставка?");
        await house.Heard(Client.Id, 1);
        var conversation = (await Only(house)).GetProperty("id").GetString()!;
        await Command(door, HttpMethod.Put, $"conversations/{conversation}/read", new { }, 502);
        Assert.Null(house.Bot.ReadUpTo(account, Client));
        var answer = (await house.Api.Messages(conversation))[1].GetProperty("id").GetString();
        await Command(door, HttpMethod.Post, $"messages/{answer}/delete", new { command_id = "away", epoch = 1000 }, 202);
        await Holds(house, async () => (await door.Expect(200, HttpMethod.Get, $"/telegram/v1/conversations/{conversation}/commands/away")).GetProperty("status").GetString() == "failed", "the refusal is told");
        Assert.True(house.Bot.IsThere(account, asked.ChatId, asked.MessageId));

        // In the person's own chat with the bot, the bot speaks as itself: it is another conversation.
        house.Bot.SendText(Client, "А вы кто?");
        await house.Heard(Client.Id, 2);
        Assert.Equal(2, (await house.Api.All("/api/v1/conversations")).Count);

        // A bot that was taken off has nobody to speak for: what it says then fails, and says so.
        house.Bot.DisconnectBusiness(account);
        await Command(door, HttpMethod.Post, "messages", new { message_id = "msg_00000000000000000000000009", conversation_id = conversation, epoch = 1000, parts = new[] { new { type = "text", text = "Вы здесь?" } } }, 202);
        await Holds(house, async () => (await door.Expect(200, HttpMethod.Get, "/telegram/v1/messages/msg_00000000000000000000000009")).GetProperty("status").GetString() == "failed", "the send has failed");
        Assert.Equal("active", (await house.UntilConnection(c => c.GetProperty("state").GetString() is not null)).GetProperty("state").GetString());
    }

    private static Task<JsonElement> Command(InternalDoor door, HttpMethod method, string path, object body, int status) => door.Expect(status, method, $"/telegram/v1/{path}", body);

    private static async Task<JsonElement> Only(TelegramHouse house) => Assert.Single(await house.Api.All("/api/v1/conversations"));

    private static async Task Holds(TelegramHouse house, Func<Task<bool>> holds, string what)
    {
        for (var waited = 0; waited < 150_000; waited += 100)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException($"It did not come to this: {what}\n{house.Host.Output}");
    }
}
