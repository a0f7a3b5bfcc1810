using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Events;

/// <summary>The card that an agent is shown, field by field.</summary>
public sealed class CardTests
{
    [Fact]
    public void Everything_that_is_known_is_in_its_field()
    {
        var words = new string('а', 299) + "😀" + "!";
        var contact = new KnownContact("cnv_1", "Ирина", "+79990000000", "i@example.com", "Где мой заказ?", words, new ConversationContext { Page = new PageContext("https://shop.example/", "Магазин") });
        var card = JsonDocument.Parse(CrmCard.Of(contact, new Uri("https://crm.example/c/cnv_1"))).RootElement;
        var info = card.GetProperty("contact_info");
        Assert.Equal(("ok", "https://crm.example/c/cnv_1"), (card.GetProperty("result").GetString(), card.GetProperty("crm_link").GetString()));
        Assert.Equal(("Ирина", "+79990000000", "i@example.com"), (info.GetProperty("name").GetString(), info.GetProperty("phone").GetString(), info.GetProperty("email").GetString()));

        // A letter of two halves is not cut in the middle.
        Assert.Equal($"Магазин\n→ Где мой заказ?\n← {new string('а', 299)}…", info.GetProperty("description").GetString());
        var data = Assert.Single(card.GetProperty("custom_data").EnumerateArray());
        Assert.Equal(
            ("Sentralix", "cnv_1", "https://crm.example/c/cnv_1", "conversation_id"),
            (data.GetProperty("title").GetString(), data.GetProperty("content").GetString(), data.GetProperty("link").GetString(), data.GetProperty("key").GetString()));
    }

    [Fact]
    public void What_is_not_known_has_no_field()
    {
        var card = JsonDocument.Parse(CrmCard.Of(new KnownContact("cnv_1", null, " ", null, null, null, null), null)).RootElement;
        Assert.Empty(card.GetProperty("contact_info").EnumerateObject());
        Assert.Equal(["result", "contact_info", "custom_data"], card.EnumerateObject().Select(field => field.Name));
        Assert.Equal(["title", "content", "key"], Assert.Single(card.GetProperty("custom_data").EnumerateArray()).EnumerateObject().Select(field => field.Name));
    }
}
