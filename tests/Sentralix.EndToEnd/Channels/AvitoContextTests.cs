using System.Collections.Concurrent;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>The listing that a buyer writes about.</summary>
public sealed class AvitoContextTests
{
    [Fact]
    public async Task The_listing_and_the_buyers_name_are_in_the_conversation_and_the_listing_is_told_to_the_model()
    {
        var asked = new ConcurrentQueue<ChatAsked>();
        await using var house = await AvitoHouse.Open(new OpenAiBehaviour
        {
            KeepsJournal = false,
            Answer = question =>
            {
                asked.Enqueue(question);
                return new ChatAnswer($"Ответ на «{question.LastUserText}»");
            },
        });
        var item = house.Avito.AddItem("Велосипед", 12_500);
        var chat = house.Avito.OpenChat(item, name: "Ирина");
        house.Avito.SendText(chat, "Ещё продаёте?");
        await house.Until(() => house.Heard(chat).Count == 1, "the buyer is answered");
        house.Avito.SendText(chat, "А цвет какой?");
        await house.Until(() => house.Heard(chat).Count == 2, "the buyer is answered again");

        var conversation = Assert.Single(await house.Api.All("/api/v1/conversations"));
        Assert.Equal("Ирина", conversation.GetProperty("contact_name").GetString());
        var listing = conversation.GetProperty("context").GetProperty("listing");
        Assert.Equal(
            ("Велосипед", "12 500 ₽", $"https://www.avito.ru/items/{item.Id}", "live"),
            (listing.GetProperty("title").GetString(), listing.GetProperty("price").GetString(), listing.GetProperty("url").GetString(), listing.GetProperty("state").GetString()));
        Assert.Equal(2, asked.Count);
        Assert.All(asked, question => Assert.Contains($"<listing id=\"{item.Id}\" title=\"Велосипед\" price=\"12 500 ₽\"", question.SystemText, StringComparison.Ordinal));
        Assert.Equal(["Ещё продаёте?", "А цвет какой?"], house.Answered(chat));
    }
}
