namespace Sentralix.EndToEnd.Channels;

/// <summary>An agent in Jivo who takes a chat sees what the platform knows of the client, where that was asked for.</summary>
public sealed class JivoCardTests
{
    [Fact]
    public async Task Whoever_takes_a_chat_is_shown_the_client_where_the_connection_says_so()
    {
        await using var house = await JivoHouse.Open();
        await house.ConnectBot(isBound: true, ("crm_card", "on"), ("crm_card_url", "https://crm.example/#/chats?id={conversation_id}"));
        house.Jivo.WebhooksAddress = house.Jivo.Bot.Address;
        var chat = house.Jivo.OpenChat("Ирина");

        // Nothing is known of a chat that nobody has written in.
        var unknown = await house.Jivo.ChatAccepted(chat);
        Assert.Equal((200, null, null, null), (unknown.Status, unknown.Complaint, unknown.ContactName, unknown.CrmLink));
        Assert.Empty(unknown.CustomData!);

        var another = house.Jivo.OpenChat("Ирина");
        house.Jivo.ClientWrites(another, "Где мой заказ?");
        await house.Until(() => house.Said(another).Count == 1, "the assistant answers");
        var conversation = Assert.Single(await house.Api.All("/api/v1/conversations")).GetProperty("id").GetString()!;
        var card = await house.Jivo.ChatAccepted(another);
        Assert.Equal((200, null, "Ирина", new Uri($"https://crm.example/#/chats?id={conversation}")), (card.Status, card.Complaint, card.ContactName, card.CrmLink));
        Assert.Equal(("Sentralix", conversation), Assert.Single(card.CustomData!));

        // The webhook counts as it did: the agent has control.
        await house.Until(async () => (await house.Api.Get($"/api/v1/conversations/{conversation}")).GetProperty("control").GetProperty("holder").GetString() == "operator", "the agent has control");
    }

    [Fact]
    public async Task Without_the_setting_nothing_is_told()
    {
        await using var house = await JivoHouse.Open();
        await house.ConnectBot(isBound: true);
        house.Jivo.WebhooksAddress = house.Jivo.Bot.Address;
        var chat = house.Jivo.OpenChat("Ирина");
        house.Jivo.ClientWrites(chat, "Где мой заказ?");
        await house.Until(() => house.Said(chat).Count == 1, "the assistant answers");
        var card = await house.Jivo.ChatAccepted(chat);
        Assert.Equal((200, null, null, null), (card.Status, card.Complaint, card.ContactName, card.CrmLink));
        Assert.Empty(card.CustomData!);
    }
}
