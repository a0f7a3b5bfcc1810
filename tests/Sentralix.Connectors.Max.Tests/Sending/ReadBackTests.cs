using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Max;
using static Sentralix.Connectors.Max.Tests.HookedBot;

namespace Sentralix.Connectors.Max.Tests.Sending;

public sealed class ReadBackTests : IAsyncLifetime
{
    private readonly MaxChannel channel = new(TimeProvider.System);
    private MaxStandIn max = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        max = await Connections.StartMax();
        max.Start(Irina);
    }

    public ValueTask DisposeAsync() => max.DisposeAsync();

    [Fact]
    public async Task A_message_that_another_segment_has_is_not_found_for_this_one()
    {
        var first = await Sent(Order("msg_1", 0, "Yes."));
        var before = DateTimeOffset.UtcNow.AddSeconds(-5);

        // The same words again, and this time nothing arrives.
        Assert.Null(await Lost(Order("msg_2", 0, "Yes."), FaultKind.CutBefore));
        Assert.Null(await Find(Order("msg_2", 0, "Yes."), before, first));

        // And once more, and this time they do.
        var arrived = await Lost(Order("msg_3", 0, "Yes."), FaultKind.CutAfter);
        Assert.NotNull(arrived);
        Assert.Equal(arrived, await Find(Order("msg_3", 0, "Yes."), before, first));
        Assert.Equal(first, await Find(Order("msg_1", 0, "Yes."), before, arrived));
        Assert.Null(await Find(Order("msg_4", 0, "Yes."), before, first, arrived));
    }

    [Fact]
    public async Task Of_equal_messages_of_unknown_owners_the_latest_is_the_one_in_doubt()
    {
        await Sent(Order("msg_1", 0, "Yes."));
        var arrived = await Lost(Order("msg_2", 0, "Yes."), FaultKind.CutAfter);

        Assert.Equal(arrived, await Find(Order("msg_2", 0, "Yes."), DateTimeOffset.UtcNow.AddSeconds(-5)));
    }

    [Fact]
    public async Task Buttons_tell_equal_words_apart_also_in_another_process()
    {
        var first = await Sent(Order("msg_1", 0, "Choose", "a1", "a2"));
        var second = await Sent(Order("msg_2", 0, "Choose", "b1", "b2"));
        var other = new MaxChannel(TimeProvider.System);
        var since = DateTimeOffset.UtcNow.AddSeconds(-5);

        Assert.Equal(first, await other.Find(Connections.To(max.Address), Order("msg_1", 0, "Choose", "a1", "a2"), since, Cancellation));
        Assert.Equal(second, await other.Find(Connections.To(max.Address), Order("msg_2", 0, "Choose", "b1", "b2"), since, Cancellation));
        Assert.Null(await other.Find(Connections.To(max.Address), Order("msg_3", 0, "Choose", "c1"), since, Cancellation));
        Assert.Null(await other.Find(Connections.To(max.Address), Order("msg_3", 0, "Choose"), since, Cancellation));
    }

    [Fact]
    public async Task Words_of_the_contact_and_of_earlier_are_not_ours()
    {
        max.SendText(Irina, "Hello");
        Assert.Null(await Find(Order("msg_1", 0, "Hello"), DateTimeOffset.UtcNow.AddSeconds(-5)));

        await Lost(Order("msg_1", 0, "Hello"), FaultKind.CutAfter);
        Assert.Null(await Find(Order("msg_1", 0, "Hello"), DateTimeOffset.UtcNow.AddSeconds(5)));
        Assert.Null(await Find(Order("msg_1", 0, "Hello there"), DateTimeOffset.UtcNow.AddSeconds(-5)));
        Assert.NotNull(await Find(Order("msg_1", 0, " Hello "), DateTimeOffset.UtcNow.AddSeconds(-5)));
    }

    [Fact]
    public async Task A_formatted_message_is_found_by_what_people_see()
    {
        var content = """{"kind":"text","text":"Price: <300> & more\n\n• soon","spans":[{"type":"bold","offset":0,"length":5},{"type":"link","offset":7,"length":5,"url":"https://e.org"}]}""";
        var order = new SendOrder("msg_1", 0, Dialog, content);

        var arrived = await Lost(order, FaultKind.CutAfter);

        Assert.NotNull(arrived);
        Assert.Equal(arrived, await Find(order, DateTimeOffset.UtcNow.AddSeconds(-5)));
    }

    [Fact]
    public async Task A_message_is_found_under_hundreds_of_later_ones()
    {
        var since = DateTimeOffset.UtcNow.AddSeconds(-5);
        var arrived = await Lost(Order("msg_1", 0, "The needle"), FaultKind.CutAfter);
        for (var i = 0; i < 350; i++) max.SendText(Irina, $"Hay {i}");

        Assert.Equal(arrived, await Find(Order("msg_1", 0, "The needle"), since));
        Assert.Null(await Find(Order("msg_2", 0, "Another needle"), since));
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_says_neither_yes_nor_no()
    {
        foreach (var (fault, code) in new[] { (FaultKind.ErrorBefore, ChannelErrors.Network), (FaultKind.CutBefore, ChannelErrors.Network), (FaultKind.HtmlPage, ChannelErrors.Network), (FaultKind.TooMany, ChannelErrors.RateLimited) })
        {
            max.Faults.Next(new Fault(fault), "GET /messages");
            Assert.Equal(code, (await Assert.ThrowsAsync<ChannelException>(() => Find(Order("msg_1", 0, "Hello"), DateTimeOffset.UtcNow))).Error.Code);
        }
    }

    private static SendOrder Order(string message, int segment, string text, params string[] tokens) => new(message, segment, Dialog,
        tokens.Length == 0 ? JsonSerializer.Serialize(new { kind = "text", text }) : JsonSerializer.Serialize(new { kind = "text", text, buttons = new[] { tokens.Select(token => new { label = "Choice", token }) } }));

    private async Task<string> Sent(SendOrder order) => Assert.IsType<SendOutcome.Sent>(await channel.Send(Connections.To(max.Address), order, Cancellation)).ChannelMessageId;

    /// <summary>Sends without hearing of it.</summary>
    /// <returns>The id of the message, if it arrived.</returns>
    private async Task<string?> Lost(SendOrder order, FaultKind fault)
    {
        var before = max.Sent.All.Count;
        max.Faults.Next(new Fault(fault), "POST /messages");
        Assert.IsType<SendOutcome.Unknown>(await channel.Send(Connections.To(max.Address), order, Cancellation));
        return max.Sent.All.Skip(before).SingleOrDefault()?.MessageId;
    }

    private Task<string?> Find(SendOrder order, DateTimeOffset since, params string[] taken) =>
        channel.Find(Connections.To(max.Address), order with { Taken = taken.ToHashSet() }, since, Cancellation);
}
