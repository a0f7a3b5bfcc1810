using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.EndToEnd.Channels;

/// <summary>What Avito's webhook never brought.</summary>
public sealed class AvitoReconcileTests
{
    // Longer than two looks are apart.
    private static readonly TimeSpan TwoLooks = TimeSpan.FromSeconds(13);

    [Fact]
    public async Task What_buyers_wrote_while_the_platform_was_away_is_answered_once_each_and_in_order()
    {
        await using var house = await AvitoHouse.Open();
        var chats = Enumerable.Range(0, 3).Select(_ => house.Avito.OpenChat(house.Avito.AddItem())).ToArray();
        foreach (var chat in chats) house.Avito.SendText(chat, "до");
        await house.Until(() => chats.All(chat => house.Heard(chat).Count == 1), "the hook works");

        // Longer than the first look takes to come, so that it knows where it was.
        await Task.Delay(TwoLooks);
        await house.KillHost();
        for (var i = 1; i <= 4; i++)
            foreach (var chat in chats) house.Avito.SendText(chat, $"пропущено {i}");
        await house.Avito.WhenDelivered(TimeSpan.FromSeconds(30));
        Assert.All(house.Avito.Updates.All.Where(update => update.Kind == AvitoUpdates.Buyer).TakeLast(12), update => Assert.Equal(UpdateState.Lost, update.State));

        await house.StartHost();
        await house.Until(() => chats.All(chat => house.Heard(chat).Count == 5), "what was missed is answered");
        foreach (var chat in chats) house.Avito.SendText(chat, "после");
        await house.Until(() => chats.All(chat => house.Answered(chat).Contains("после")), "the hook works again");
        await Task.Delay(TwoLooks);
        foreach (var chat in chats)
            Assert.Equal(["до", "пропущено 1", "пропущено 2", "пропущено 3", "пропущено 4", "после"], house.Answered(chat));
    }

    [Fact]
    public async Task What_is_found_too_late_is_kept_and_not_answered_and_the_next_question_is()
    {
        await using var house = await AvitoHouse.Open(null, ("answer_missed_within_min", "0"));
        await Task.Delay(TwoLooks);
        house.Avito.Delivery.ReachesPrivateAddresses = false;
        var chat = house.Avito.OpenChat();
        house.Avito.SendText(chat, "Вы здесь?");
        await house.Until(async () => (await house.Messages()).Count == 1, "the message is found");
        await Task.Delay(TwoLooks);
        Assert.Empty(house.Heard(chat));
        Assert.Single(await house.Messages());

        house.Avito.Delivery.ReachesPrivateAddresses = true;
        house.Avito.SendText(chat, "Ещё продаёте?");
        await house.Until(() => house.Heard(chat).Count == 1, "the next question is answered");
        Assert.Equal(["Ещё продаёте?"], house.Answered(chat));
    }

    [Fact]
    public async Task What_the_buyer_has_read_is_said_to_be_read()
    {
        await using var house = await AvitoHouse.Open();
        var chat = house.Avito.OpenChat();
        house.Avito.SendText(chat, "Здравствуйте");
        await house.Until(() => house.Heard(chat).Count == 1, "the buyer is answered");
        await Task.Delay(TwoLooks);
        Assert.Equal("sent", (await house.Messages())[1].GetProperty("status").GetString());

        house.Avito.ReadByBuyer(chat);
        await house.Until(async () => (await house.Messages())[1].GetProperty("status").GetString() == "read", "the message is read");
    }
}
