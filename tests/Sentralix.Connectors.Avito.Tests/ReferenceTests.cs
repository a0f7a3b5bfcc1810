using System.Text.Json.Nodes;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>What a message answers.</summary>
public sealed class ReferenceTests : IAsyncLifetime
{
    private House house = null!;
    private Door door = null!;

    public async ValueTask InitializeAsync()
    {
        house = await House.Open();
        door = await Door.Open(house);
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await door.DisposeAsync();
        await house.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_names_what_it_answers()
    {
        house.Avito.SendText(house.Avito.OpenProfileChat(), "Да");
        await house.Avito.WhenDelivered(TimeSpan.FromSeconds(5));
        var notification = JsonNode.Parse(door.Updates.Values.Single().Body.Span)!;
        Assert.Null(Read(notification).ReplyTo);

        notification["payload"]!["value"]!["quote"] = JsonNode.Parse("""{"id":"m-7","author_id":1,"created":1795200000,"type":"text","content":{"text":"Ещё продаёте?"}}""");

        Assert.Equal(("m-7", "Ещё продаёте?"), (Read(notification).ReplyTo!.ChannelMessageId, Read(notification).ReplyTo!.Text));
    }

    private Inbound Read(JsonNode notification) => Assert.Single(house.Channel.Read(house.Access(), System.Text.Encoding.UTF8.GetBytes(notification.ToJsonString())));
}
