using Sentralix.Connectors.Sandbox.Telegram;

namespace Sentralix.EndToEnd.Channels;

/// <summary>The whole way: Telegram's stand-in, the connector, the core, a model, and back.</summary>
public sealed class TelegramTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Ways =>
        [new("sqlite", "webhook"), new("sqlite", "polling"), new("postgres", "webhook"), new("postgres", "polling")];

    [Theory, MemberData(nameof(Ways))]
    public async Task A_message_in_Telegram_is_answered_there(string kind, string transport)
    {
        await using var house = await TelegramHouse.Open(kind, transport);
        var anna = new TelegramUser(77001, "Анна");

        house.Bot.SendText(anna, "Сколько стоит доставка?");

        Assert.Equal([TelegramHouse.Answer], await house.Heard(anna.Id, 1));
        var conversation = (await house.Api.Get("/api/v1/conversations")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal("telegram", conversation.GetProperty("channel").GetString());
        var messages = await house.Until(() => house.Api.Messages(conversation.GetProperty("id").GetString()!).Result is { Count: 2 } both
            && both[1].GetProperty("status").GetString() == "sent" ? both : null, "the answer is known to be sent");
        Assert.Equal(["contact", "assistant"], messages.Select(m => m.GetProperty("author").GetString()));
        Assert.Equal("Сколько стоит доставка?", messages[0].GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Equal(0, await house.Host.Interrupt());
    }
}
