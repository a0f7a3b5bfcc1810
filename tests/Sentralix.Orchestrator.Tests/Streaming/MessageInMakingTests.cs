using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Streaming;

namespace Sentralix.Orchestrator.Tests.Streaming;

public sealed class MessageInMakingTests
{
    [Fact]
    public void Pieces_become_the_text_so_far()
    {
        var snapshot = MessageInMaking.Next(MessageInMaking.Next(null, Delta(0, "При")), Delta(3, "вет"));
        Assert.Equal((EventTypes.MessageSnapshot, "Привет"), (snapshot!.Type, snapshot.Text));
    }

    [Fact]
    public void A_higher_attempt_replaces_the_text_of_a_lower_one()
    {
        var snapshot = MessageInMaking.Next(MessageInMaking.Next(null, Delta(0, "Старое")), Delta(0, "Новое", attempt: 2));
        Assert.Equal(("Новое", 2), (snapshot!.Text, snapshot.Attempt));
    }

    [Fact]
    public void A_missing_piece_leaves_no_wrong_text() => Assert.Null(MessageInMaking.Next(MessageInMaking.Next(null, Delta(0, "При")), Delta(5, "т")));

    [Theory]
    [InlineData(EventTypes.MessageCompleted)]
    [InlineData(EventTypes.RunCanceled)]
    [InlineData(EventTypes.RunFailed)]
    public void The_end_of_a_message_or_its_run_ends_the_snapshot(string type) =>
        Assert.Null(MessageInMaking.Next(MessageInMaking.Next(null, Delta(0, "При")), new ConversationEvent { Type = type, ConversationId = "cnv_1" }));

    private static ConversationEvent Delta(int offset, string text, int attempt = 1) =>
        new() { Type = EventTypes.MessageDelta, ConversationId = "cnv_1", MessageId = "msg_1", Attempt = attempt, Offset = offset, Text = text };
}
