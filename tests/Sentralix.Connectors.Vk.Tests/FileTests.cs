using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

public sealed class FileTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 4000).Select(i => (byte)i)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PartTypes.Image, "image/jpeg", "Чек.jpg", "photo-")]
    [InlineData(PartTypes.Image, "image/svg+xml", "Схема.svg", "doc-")]
    [InlineData(PartTypes.File, "application/pdf", "Счёт \"7\".pdf", "doc-")]
    [InlineData(PartTypes.Voice, "audio/ogg", "voice.ogg", "audio_message-")]
    public async Task A_file_is_sent_with_its_words(string kind, string type, string name, string attachment)
    {
        await using var world = await VkWorld.Open(files: Files(type, name));
        world.Vk.Start(VkWorld.Irina);

        Assert.IsType<SendOutcome.Sent>(await Send(world, new() { Kind = kind, FileId = "file_1", Text = "Вот он" }));

        var sent = Assert.Single(world.Vk.Sent.To("77001"));
        Assert.Equal("Вот он", sent.Text);
        Assert.StartsWith(attachment, sent.Body.GetProperty("attachment").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos.getMessagesUploadServer", FaultKind.CutAfter)]
    [InlineData("upload", FaultKind.CutAfter)]
    [InlineData("upload", FaultKind.HtmlPage)]
    [InlineData("photos.saveMessagesPhoto", FaultKind.CutAfter)]
    [InlineData("photos.saveMessagesPhoto", FaultKind.TooMany)]
    public async Task Trouble_before_the_message_is_no_uncertain_send(string operation, FaultKind fault)
    {
        await using var world = await VkWorld.Open(files: Files("image/png", "a.png"));
        world.Vk.Start(VkWorld.Irina);
        world.Vk.Faults.Next(new Fault(fault), operation);

        Assert.IsType<SendOutcome.Again>(await Send(world, new() { Kind = PartTypes.Image, FileId = "file_1" }));
        Assert.Empty(world.Vk.Sent.To("77001"));
        Assert.IsType<SendOutcome.Sent>(await Send(world, new() { Kind = PartTypes.Image, FileId = "file_1" }));
    }

    [Fact]
    public async Task A_file_whose_send_was_cut_is_seen_once()
    {
        await using var world = await VkWorld.Open(files: Files("image/png", "a.png"));
        world.Vk.Start(VkWorld.Irina);
        world.Vk.Faults.Next(new Fault(FaultKind.CutAfter), "messages.send");

        Assert.IsType<SendOutcome.Unknown>(await Send(world, new() { Kind = PartTypes.Image, FileId = "file_1" }));
        Assert.IsType<SendOutcome.Sent>(await Send(world, new() { Kind = PartTypes.Image, FileId = "file_1" }));

        Assert.Single(world.Vk.Sent.To("77001"));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_refused()
    {
        await using var world = await VkWorld.Open(files: (_, _, _) => Task.FromResult<OutgoingFile?>(null));
        world.Vk.Start(VkWorld.Irina);

        Assert.Equal(ChannelErrors.ContentRejected, Assert.IsType<SendOutcome.Refused>(await Send(world, new() { Kind = PartTypes.File, FileId = "file_1" })).Error.Code);
    }

    [Fact]
    public async Task Bytes_of_what_a_person_sent_can_be_opened()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);

        foreach (var made in new[] { world.Vk.SendPhoto(VkWorld.Irina, Bytes), world.Vk.SendVoice(VkWorld.Irina, Bytes), world.Vk.SendDocument(VkWorld.Irina, "Договор.pdf", Bytes) })
        {
            var media = Assert.Single(Assert.Single(await world.Heard(made)).Media).Value;
            await using var stream = await world.Channel.OpenMedia(world.Access, media.Reference, Cancellation);
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, Cancellation);
            Assert.Equal(Bytes, read.ToArray());
        }
    }

    [Fact]
    public async Task Media_that_VK_has_no_more_is_expired()
    {
        await using var world = await VkWorld.Open();

        var e = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.OpenMedia(world.Access, new Uri(world.Vk.Address, "/files/none/a.jpg").ToString(), Cancellation));

        Assert.Equal("media_expired", e.Error.Code);
    }

    [Fact]
    public async Task A_redirection_is_followed_where_VK_is_at_its_end()
    {
        await using var world = await VkWorld.Open();

        await using var stream = await world.Channel.OpenMedia(world.AtDoor, $"{world.Door}/moved?to=/bytes", Cancellation);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("bytes", await reader.ReadToEndAsync(Cancellation));
    }

    [Theory]
    [InlineData("{door}/moved?to=http://127.0.0.1:1/secret")]
    [InlineData("{door}/moved?to=https://vk.com.evil.example/")]
    [InlineData("https://evil.example/a.jpg?vk.com")]
    [InlineData("http://sun9-1.userapi.com/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user@vk.com/a")]
    public async Task Media_at_a_host_that_is_not_VKs_is_not_fetched(string reference)
    {
        await using var world = await VkWorld.Open();

        var e = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.OpenMedia(world.AtDoor, reference.Replace("{door}", world.Door, StringComparison.Ordinal), Cancellation));

        Assert.Equal(ChannelErrors.ContentRejected, e.Error.Code);
        Assert.DoesNotContain("secret", e.Error.Message, StringComparison.Ordinal);
    }

    private static OpenOutgoingFile Files(string type, string name) => (_, _, _) => Task.FromResult<OutgoingFile?>(new(new MemoryStream(Bytes), Bytes.Length, name, type));

    private static Task<SendOutcome> Send(VkWorld world, Segment segment) => world.Channel.Send(world.Access, new("msg_1", 0, "77001", segment.Write()), Cancellation);
}
