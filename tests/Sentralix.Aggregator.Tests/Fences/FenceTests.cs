using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Aggregator.Tests.Fences;

/// <summary>Once a fence is confirmed, nothing the assistant said under an older epoch leaves.</summary>
public sealed class FenceTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task After_the_fence_is_confirmed_older_pieces_stay_here(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        await Walk(house, house);
    }

    [Fact]
    public async Task The_fence_stands_in_every_process_when_it_is_confirmed()
    {
        await using var house = await House.Open(StoreKind.Postgres);
        await using var another = house.Another();
        await another.First.StartAsync(CancellationToken.None);
        await Walk(house, another);
    }

    [Fact]
    public async Task A_stream_that_begins_behind_a_fence_knows_it()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        using var _ = house.Enter();
        await house.Web.RaiseFence(conversation, new Fence(3), CancellationToken.None);
        house.Orchestrator.Script = (c, r, _, _) => Mixed(c, r!);
        var texts = new List<string?>();
        await foreach (var what in house.Api.SendAndStream(conversation, House.Text("Hello"), CancellationToken.None))
            if (what.Type == "message.delta") texts.Add(what.Text);
        Assert.Equal(["three"], texts);

        static async IAsyncEnumerable<ConversationEvent> Mixed(string c, string r)
        {
            await Task.Yield();
            yield return ScriptedConversations.Piece(c, r, 0, "two", 2);
            yield return ScriptedConversations.Piece(c, r, 0, "three", 3);
            yield return ScriptedConversations.Persisted(c, r, 12, "run.completed");
        }
    }

    [Fact]
    public async Task A_change_of_control_in_the_stream_is_a_fence()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        using var _ = house.Enter();
        house.Orchestrator.Script = (c, r, _, _) => Taken(c, r!);
        var types = new List<string>();
        await foreach (var what in house.Api.SendAndStream(conversation, House.Text("Hello"), CancellationToken.None)) types.Add(what.Type);
        Assert.Equal(["message.delta", "control.taken", "run.canceled", "done"], types);

        static async IAsyncEnumerable<ConversationEvent> Taken(string c, string r)
        {
            await Task.Yield();
            yield return ScriptedConversations.Piece(c, r, 0, "before", 0);
            yield return ScriptedConversations.Persisted(c, r, 11, "control.taken") with { Epoch = 1 };
            yield return ScriptedConversations.Piece(c, r, 6, "after", 0);
            yield return ScriptedConversations.Persisted(c, r, 12, "run.canceled");
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_fence_never_sinks(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = house.Enter();
        await Task.WhenAll(Enumerable.Range(1, 20).Reverse().Select(epoch => house.Web.RaiseFence("cnv_1", new Fence(epoch), CancellationToken.None)));
        Assert.Equal(20, (await house.Web.RaiseFence("cnv_1", new Fence(4), CancellationToken.None)).Value?.Epoch);
        Assert.Equal(4, (await house.Web.RaiseFence("cnv_2", new Fence(4), CancellationToken.None)).Value?.Epoch);
        Assert.Equal(400, (await house.Web.RaiseFence("cnv_1", new Fence(-1), CancellationToken.None)).Refusal?.Status);
        using var __ = Compliance.Caller.Of("ten_other").Enter();
        Assert.Equal(1, (await house.Web.RaiseFence("cnv_1", new Fence(1), CancellationToken.None)).Value?.Epoch);
    }

    private static async Task Walk(House streaming, House told)
    {
        var conversation = await streaming.Converse();
        using var _ = streaming.Enter();
        var pieces = System.Threading.Channels.Channel.CreateUnbounded<ConversationEvent>();
        streaming.Orchestrator.Script = (_, _, _, gone) => pieces.Reader.ReadAllAsync(gone);
        await using var stream = streaming.Api.StreamEvents(conversation, null, CancellationToken.None).GetAsyncEnumerator();
        await pieces.Writer.WriteAsync(ScriptedConversations.Piece(conversation, null, 0, "old", 4));
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal("old", stream.Current.Text);

        Assert.Equal(5, (await told.Web.RaiseFence(conversation, new Fence(5), CancellationToken.None)).Value?.Epoch);
        await pieces.Writer.WriteAsync(ScriptedConversations.Piece(conversation, null, 3, "older", 4));
        await pieces.Writer.WriteAsync(ScriptedConversations.Piece(conversation, null, 0, "new", 5));
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal("new", stream.Current.Text);
    }
}
