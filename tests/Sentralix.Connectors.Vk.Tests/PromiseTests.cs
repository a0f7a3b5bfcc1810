using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>What the channel says it can do, against what VK can.</summary>
public sealed class PromiseTests
{
    [Fact]
    public void It_promises_what_VK_can_and_files_only_where_there_are_any()
    {
        var can = new VkChannel().Capabilities;
        Assert.Equal((4096, true, 10, true, true, true, "key", true), (can.MaxText, can.Formatting, can.Buttons, can.UrlButtons, can.Typing, can.ReadReceipts, can.Reconcile, can.Echo));
        Assert.False(can.ImagesOut || can.FilesOut || can.VoiceOut);
    }
}
