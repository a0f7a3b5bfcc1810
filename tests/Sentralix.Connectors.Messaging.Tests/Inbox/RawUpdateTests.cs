using System.Text;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Inbox;

/// <summary>What the platform has no form for can be read as it came.</summary>
public sealed class RawUpdateTests
{
    private static readonly Inbound Poll = new()
    {
        Type = ChannelEventTypes.MessageReceived,
        Thread = "7",
        UserId = "7",
        Parts = [MessagePart.OfText("Смотрите"), new MessagePart { Type = PartTypes.Unsupported, ChannelType = "poll", Text = "[poll]" }],
    };

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_part_without_a_form_names_the_update_that_it_came_in(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("mid:1/ü", Poll);
        await house.Bring("u2", Poll with { Type = ChannelEventTypes.Unknown, Reason = "pinned", Parts = [] });

        var (poll, pinned) = (house.Core.Events.First(), house.Core.Events.Last());
        Assert.Null(poll.Parts[0].Raw);
        Assert.Equal((PartTypes.Unsupported, "pinned"), (Assert.Single(pinned.Parts).Type, pinned.Parts[0].ChannelType));
        foreach (var (reference, type) in new[] { (poll.Parts[1].Raw, "message.received"), (pinned.Parts[0].Raw, "unknown") })
        {
            var raw = (await house.RawUpdates.Get(house.Connection, reference!, default)).OrThrow();
            Assert.Equal((type, true, "7"), (raw.Body!.Value.GetProperty("type").GetString(), raw.PassedOn, raw.Thread));
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_update_is_found_by_a_reference_that_is_longer_than_an_id(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var key = $"jivo:webhook:{new string('n', 100)}:{new string('c', 100)}:{new string('f', 32)}";
        await house.Bring(key, Poll);

        var raw = (await house.RawUpdatesAtTheDoor.Get(house.Connection, RawUpdates.ReferenceOf(key), default)).OrThrow();
        Assert.Equal("message.received", raw.Body!.Value.GetProperty("type").GetString());
        var endless = await house.RawUpdatesAtTheDoor.Get(house.Connection, new string('a', IRawUpdates.LongestReference + 1), default);
        Assert.Equal(400, endless.Refusal?.Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Nobody_sees_what_is_not_his_or_not_there_or_not_kept(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", Poll);
        var reference = RawUpdates.ReferenceOf("u1");
        Assert.True((await house.RawUpdates.Get(house.Connection, reference, default)).Ok);
        using (Caller.Of("umbrella").Enter())
        {
            Assert.Equal(404, (await house.RawUpdates.Get(house.Connection, reference, default)).Refusal?.Status);
            Assert.Equal(404, (await house.RawUpdates.List(house.Connection, 50, null, default)).Refusal?.Status);
        }

        foreach (var wrong in new[] { RawUpdates.ReferenceOf("u2"), "?", "" }) Assert.Equal(404, (await house.RawUpdates.Get(house.Connection, wrong, default)).Refusal?.Status);

        house.Clock.Advance(TimeSpan.FromDays(31));
        await house.Sweep();
        Assert.Equal((410, "no_longer_kept"), ((await house.RawUpdates.Get(house.Connection, reference, default)).Refusal?.Status, (await house.RawUpdates.Get(house.Connection, reference, default)).Refusal?.Code));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Updates_that_could_not_be_passed_on_are_listed_and_shown(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", Poll);
        await house.Store.Write((db, _) =>
        {
            foreach (var key in (string[])["p1", "p2", "p3"])
                db.Updates.Add(new UpdateRow { ConnectionId = house.Connection, Key = key, Thread = "8", Body = Encoding.UTF8.GetBytes("<no json>"), ReceivedAt = MessengerHouse.Start });
            return Task.CompletedTask;
        }, default);

        var first = (await house.RawUpdates.List(house.Connection, 2, null, default)).OrThrow();
        var second = (await house.RawUpdates.List(house.Connection, 2, first.Next, default)).OrThrow();

        Assert.Equal(["p1", "p2", "p3"], first.Items.Concat(second.Items).Select(u => Encoding.UTF8.GetString(Convert.FromBase64String($"{u.Reference}="))));
        Assert.Null(second.Next);
        var shown = (await house.RawUpdates.Get(house.Connection, first.Items[0].Reference, default)).OrThrow();
        Assert.Equal((false, null, "<no json>"), (shown.PassedOn, shown.Body, shown.Text));
    }

    [Theory]
    [InlineData("""{"secret":"abc","object":{"text":"hi"}}""", """{"secret":"…","object":{"text":"hi"}}""")]
    [InlineData("""{"a":[{"access_key":"9f"},{"token":12}],"n":12.50,"t":true,"z":null}""", """{"a":[{"access_key":"…"},{"token":"…"}],"n":12.50,"t":true,"z":null}""")]
    [InlineData("""{"text":"key is 123456:bot-token, really"}""", """{"text":"key is …, really"}""")]
    [InlineData("""{"url":"https://cdn.example.com/a/b.jpg?sig=1&x=2","page":"https://example.com/a"}""", """{"url":"https://cdn.example.com/a/b.jpg?…","page":"https://example.com/a"}""")]
    public void Secrets_and_the_queries_of_addresses_are_not_shown(string body, string shown) =>
        Assert.Equal(shown, System.Text.RegularExpressions.Regex.Unescape(new Redaction(["123456:bot-token", "x"]).Of(Encoding.UTF8.GetBytes(body), 100).Body!.Value.GetRawText()));

    [Fact]
    public void What_is_no_json_is_shown_in_its_first_characters_without_secrets() =>
        Assert.Equal("<…", new Redaction(["123456:bot-token"]).Of(Encoding.UTF8.GetBytes("<123456:bot-token and more>"), 2).Text);
}
