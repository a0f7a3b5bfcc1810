using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Vk;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>VK alone knows how much it takes: what it finds too long or too big goes in pieces.</summary>
public sealed class LengthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly string Text = string.Concat(Enumerable.Range(0, 100).Select(i => $"Предложение номер {i:D3}. "));

    [Fact]
    public async Task A_text_that_VK_finds_too_long_goes_in_halves_and_nothing_of_it_is_lost()
    {
        await using var world = await VkWorld.Open(new VkSettings { Limits = VkLimits.None with { TextLength = 2000 } });
        world.Vk.Start(VkWorld.Irina);
        var keyboard = new SegmentButton("Да", "tok", null);
        var segment = new Segment { Text = Text, Spans = [new("bold", 0, 11)], Buttons = [[keyboard]] };

        var divided = Assert.IsType<SendOutcome.Divided>(await Send(world, segment));

        Assert.Equal("914", divided.Error.ChannelCode);
        Assert.Equal([new Degradation("length", "split")], divided.Degraded);
        var pieces = divided.Contents.Select(Segment.Read).ToArray();
        Assert.Equal(Text, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.Equal((1, null), (pieces[0].Spans!.Count, pieces[0].Buttons));
        Assert.Equal(keyboard, Assert.Single(Assert.Single(pieces[^1].Buttons!)));
        foreach (var (place, piece) in pieces.Index()) Assert.IsType<SendOutcome.Sent>(await Send(world, piece, place));
        Assert.Equal(pieces.Select(piece => piece.Text), world.Vk.Sent.To("77001").Select(s => s.Text));
    }

    [Fact]
    public async Task What_is_too_big_is_divided_as_well_and_its_file_goes_with_the_first_piece()
    {
        await using var world = await VkWorld.Open(files: (_, _, _) => Task.FromResult<OutgoingFile?>(new(new MemoryStream([1]), 1, "a.png", "image/png")));
        world.Vk.Start(VkWorld.Irina);
        world.Vk.RefuseNext("messages.send", 910);

        var divided = Assert.IsType<SendOutcome.Divided>(await Send(world, new Segment { Kind = PartTypes.Image, FileId = "file_1", Text = Text }));

        Assert.Equal(["file_1", null], divided.Contents.Select(content => Segment.Read(content).FileId));
    }

    [Fact]
    public async Task It_is_divided_once()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.RefuseNext("messages.send", 914);
        var piece = Segment.Read(Assert.IsType<SendOutcome.Divided>(await Send(world, new Segment { Text = Text })).Contents[0]);
        world.Vk.RefuseNext("messages.send", 914);

        Assert.Equal((ChannelErrors.ContentRejected, "914"), Assert.IsType<SendOutcome.Refused>(await Send(world, piece)).Error is var error ? (error.Code, error.ChannelCode) : default);
        Assert.Empty(world.Vk.Sent.To("77001"));
    }

    private static Task<SendOutcome> Send(VkWorld world, Segment segment, int place = 0) => world.Channel.Send(world.Access, new("msg_1", place, "77001", segment.Write()), Cancellation);
}
