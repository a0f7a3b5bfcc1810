using Sentralix.Compliance;
using Sentralix.Contracts;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>Streams of a contract, in process and over HTTP.</summary>
public sealed class StreamTests(House house)
{
    [Theory, CombinatorialWays]
    public async Task Items_come_in_order_and_the_stream_ends(Way way)
    {
        using var caller = Caller.Of("acme").Enter();
        var read = new List<Chip>();

        await foreach (var chip in house.Of<IWorkshop>(way).Saw("x", SawMode.Plain, 500, default)) read.Add(chip);

        Assert.Equal(Enumerable.Range(0, 500).Select(seq => new Chip(seq, $"щепка {seq} acme")), read);
    }

    [Theory, CombinatorialWays]
    public async Task An_empty_stream_just_ends(Way way)
    {
        using var caller = Caller.Of("acme").Enter();

        await foreach (var chip in house.Of<IWorkshop>(way).Saw("x", SawMode.Plain, 0, default)) Assert.Fail(chip.Text);
    }

    [Theory, CombinatorialWays]
    public async Task A_refusal_before_the_first_item_arrives_as_that_refusal(Way way)
    {
        using var caller = Caller.Of("acme").Enter();

        var refused = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await foreach (var chip in house.Of<IWorkshop>(way).Saw("x", SawMode.RefuseAtOnce, 1, default)) Assert.Fail(chip.Text);
        });

        Assert.Equal(Refusal.Conflict("blunt", "Пила тупая."), refused.Refusal);
    }

    [Theory, CombinatorialWays]
    public async Task A_fault_in_mid_stream_throws_after_the_items_before_it(Way way)
    {
        using var caller = Caller.Of("acme").Enter();
        var read = new List<int>();

        var fault = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var chip in house.Of<IWorkshop>(way).Saw("x", SawMode.BreakAfterThree, 9, default)) read.Add(chip.Seq);
        });

        Assert.Equal([0, 1, 2], read);
        if (way == Way.OverHttp) Assert.IsType<ServiceUnavailableException>(fault);
        else Assert.IsType<InvalidDataException>(fault);
    }

    [Theory, CombinatorialWays]
    public async Task Cancelling_a_stream_reaches_the_implementation(Way way)
    {
        using var caller = Caller.Of("acme").Enter();
        using var patience = new CancellationTokenSource();
        var id = $"{way}_stream";

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var chip in house.Of<IWorkshop>(way).Saw(id, SawMode.Endless, 0, patience.Token))
                if (chip.Seq == 3) await patience.CancelAsync();
        });

        await Workshop.Signal(Workshop.Cancelled, id).Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task On_the_wire_every_item_is_one_event_with_its_name_and_id()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/workshop/v1/chips/x?mode=plain&count=2");
        request.Headers.Authorization = new("Bearer", house.Tokens.Issue("workshop", Caller.Of("acme")));
        using var response = await house.Internal.SendAsync(request);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "event: chip\nid: 0\ndata: {\"seq\":0,\"text\":\"щепка 0 acme\",\"stream_type\":\"chip\",\"stream_id\":\"0\"}\n\n"
            + "event: chip\nid: 1\ndata: {\"seq\":1,\"text\":\"щепка 1 acme\",\"stream_type\":\"chip\",\"stream_id\":\"1\"}\n\n",
            await response.Content.ReadAsStringAsync());
    }
}
