using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Aggregator.Tests.Conversations;

/// <summary>A customer's message goes to the core as an event that may be repeated, and its answer comes back as a stream.</summary>
public sealed class SendingTests
{
    [Fact]
    public async Task The_same_client_message_id_is_the_same_event_in_its_conversation_only()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var (one, two) = (await house.Converse(), await house.Converse());
        using var _ = house.Enter();
        var first = (await house.Api.Send(one, House.Text("Hello", "m1"), CancellationToken.None)).OrThrow();
        var again = (await house.Api.Send(one, House.Text("Hello", "m1"), CancellationToken.None)).OrThrow();
        await house.Api.Send(one, House.Text("Hello", "m2"), CancellationToken.None);
        await house.Api.Send(two, House.Text("Hello", "m1"), CancellationToken.None);

        Assert.Equal((first.Message.Id, first.RunId), (again.Message.Id, again.RunId));
        var events = house.Orchestrator.Posted.Select(e => e.EventId).ToList();
        Assert.Equal(events[0], events[1]);
        Assert.Equal(3, events.Distinct().Count());
        Assert.All(events, id => Assert.True(Ids.IsValid("evt", id)));
    }

    [Fact]
    public async Task Without_an_id_of_its_own_a_message_is_new_each_time_and_under_a_key_the_same()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        using var _ = house.Enter();
        await house.Api.Send(conversation, House.Text("Yes"), CancellationToken.None);
        await house.Api.Send(conversation, House.Text("Yes"), CancellationToken.None);
        using (Keyed("k1")) await Drain(house.Api.SendAndStream(conversation, House.Text("Yes"), CancellationToken.None));
        using (Keyed("k1")) await Drain(house.Api.SendAndStream(conversation, House.Text("Yes"), CancellationToken.None));
        using (Keyed("k1")) await Drain(house.Api.SendAndStream(conversation, House.Text("No"), CancellationToken.None));
        using (Keyed("k1")) await house.Api.Send(conversation, House.Text("Yes"), CancellationToken.None);
        using (Keyed("k1")) await house.Api.Send(conversation, House.Text("Yes"), CancellationToken.None);

        var events = house.Orchestrator.Posted.Select(e => e.EventId).ToList();
        Assert.Equal(6, events.Count); // The last repetition was answered by the gate.
        Assert.NotEqual(events[0], events[1]);
        Assert.Equal(events[2], events[3]);
        Assert.NotEqual(events[2], events[4]);
        Assert.Equal(events[2], events[5]);
    }

    [Fact]
    public async Task An_event_that_met_a_service_that_was_away_is_posted_again_as_it_was()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        var failures = 2;
        house.Orchestrator.BeforeAccept = _ => failures-- > 0 ? throw new ServiceUnavailableException("orchestrator", "away") : Task.CompletedTask;
        using var _ = house.Enter();
        Assert.True((await house.Api.Send(conversation, House.Text("Hello"), CancellationToken.None)).Ok);
        Assert.Equal(3, house.Orchestrator.Posted.Count);
        Assert.Single(house.Orchestrator.Posted.Distinct());
    }

    [Fact]
    public async Task Other_services_are_called_with_the_platforms_rights_and_without_the_callers_key()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        using var _ = house.EnterContact(conversation);
        using var __ = Keyed("k1");
        await Drain(house.Api.SendAndStream(conversation, House.Text("Hello"), CancellationToken.None));
        Assert.Equal(2, house.Orchestrator.Contexts.Count);
        Assert.All(house.Orchestrator.Contexts, context =>
        {
            Assert.Equal((house.First.Tenant, $"contact:{conversation}", null, null, null), (context.Tenant, context.Actor, context.Conversation, context.IdempotencyKey, context.DomainKey));
            Assert.True(context.Holds("conversations:write"));
        });
    }

    [Fact]
    public async Task A_sent_message_is_answered_with_its_runs_events_and_done()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        var conversation = await house.Converse();
        house.Orchestrator.Script = (c, r, _, _) => ScriptedConversations.Say(c, r!, "Two ", "weeks [1]");

        using var answer = await Post(door, house, conversation, House.Text("How long?"));
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var events = await Read(answer);
        Assert.Equal(["run.started", "message.delta", "message.delta", "message.completed", "run.completed", "done"], events.Select(e => e.EventType));
        Assert.Equal(["10", null, null, "11", "12", null], events.Select(e => e.EventId));
        Assert.Contains("\"offset\":4,\"text\":\"weeks [1]\"", events[2].Data, StringComparison.Ordinal);
        Assert.Contains("\"citations\":[{\"marker\":1,\"document_id\":\"doc_1\"", events[3].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_human_has_control_the_stream_says_that_the_message_is_there()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        var conversation = await house.Converse();
        house.Orchestrator.HumanHasControl = true;
        using var answer = await Post(door, house, conversation, House.Text("Hello"));
        var events = await Read(answer);
        Assert.Equal(["message.received", "done"], events.Select(e => e.EventType));
        Assert.NotNull(events[0].EventId);
        Assert.Null(events[1].EventId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    public async Task A_refusal_is_problem_details_however_long_it_takes(int milliseconds)
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        await house.Converse();
        house.Orchestrator.BeforeAccept = _ => Task.Delay(milliseconds);
        using var answer = await Post(door, house, Ids.New("cnv", DateTimeOffset.UtcNow), House.Text("Hello"));
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(door.Faults);
    }

    [Fact]
    public async Task A_closed_connection_cancels_nothing()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        var conversation = await house.Converse();
        var left = new TaskCompletionSource();
        house.Orchestrator.Script = (c, r, _, gone) => Endless(c, r!, left, gone);
        var answer = await Post(door, house, conversation, House.Text("Hello"));
        var body = await answer.Content.ReadAsStreamAsync();
        Assert.True(await body.ReadAsync(new byte[64]) > 0);
        answer.Dispose();
        await left.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(house.Orchestrator.Calls, call => call.StartsWith("Cancel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_was_cut_inside_goes_on_after_its_last_event()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        house.Orchestrator.Script = (c, r, last, _) => last is null ? Cut(c, r!) : Rest(c, r!);
        using var _ = house.Enter();
        var events = await Drain(house.Api.SendAndStream(conversation, House.Text("Hello"), CancellationToken.None));
        Assert.Equal(["run.started", "message.completed", "run.completed", "done"], events.Select(e => e.Type));
        Assert.Equal(["Stream ", "Stream 10"], house.Orchestrator.Calls.Where(c => c.StartsWith("Stream", StringComparison.Ordinal)));

        static async IAsyncEnumerable<ConversationEvent> Cut(string c, string r)
        {
            await Task.Yield();
            yield return ScriptedConversations.Persisted(c, r, 10, "run.started");
            throw new IOException("The connection was reset.");
        }

        static async IAsyncEnumerable<ConversationEvent> Rest(string c, string r)
        {
            await Task.Yield();
            yield return ScriptedConversations.Completed(c, r, 11, "Hello");
            yield return ScriptedConversations.Persisted(c, r, 12, "run.completed");
        }
    }

    [Fact]
    public async Task A_stream_of_events_passes_the_last_id_on()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        var conversation = await house.Converse();
        house.Orchestrator.Script = (_, run, last, _) => run is null && last == "7" ? throw new RefusedException(Refusal.NotFound("reached")) : throw new NotSupportedException();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{conversation}/events");
        request.Headers.Authorization = new("Bearer", house.Seal.Issue(house.First.Tenant, conversation, TimeSpan.FromHours(1), false).Token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", "7");
        using var answer = await door.Client.SendAsync(request);
        Assert.Contains("No reached with this id.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_default_assistant_a_conversation_is_refused()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = house.Enter();
        Assert.Equal("no_default_assistant", (await house.Api.Open(new StartConversation(), CancellationToken.None)).Refusal?.Code);
        Assert.Equal("not_found", (await house.Api.Open(new StartConversation { AssistantId = Ids.New("asst", DateTimeOffset.UtcNow) }, CancellationToken.None)).Refusal?.Code);
        Assert.DoesNotContain("Open", house.Orchestrator.Calls);
    }

    private static CallContext.Entered Keyed(string key) => (CallContext.Current with { IdempotencyKey = key }).Enter();

    private static Task<HttpResponseMessage> Post(PublicDoor door, House house, string conversation, SendMessage message) => door.Send(
        HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", house.Seal.Issue(house.First.Tenant, conversation, TimeSpan.FromHours(1), false).Token,
        JsonContent.Create(message, options: SentralixJson.Options), "text/event-stream");

    private static async Task<List<SseItem<string>>> Read(HttpResponseMessage answer)
    {
        var events = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
            events.Add(item);
        return events;
    }

    private static async Task<List<ConversationEvent>> Drain(IAsyncEnumerable<ConversationEvent> events)
    {
        var all = new List<ConversationEvent>();
        await foreach (var what in events) all.Add(what);
        return all;
    }

    private static async IAsyncEnumerable<ConversationEvent> Endless(
        string conversation, string run, TaskCompletionSource left, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken gone)
    {
        yield return ScriptedConversations.Persisted(conversation, run, 10, "run.started");
        try
        {
            await Task.Delay(Timeout.Infinite, gone);
        }
        finally
        {
            left.SetResult();
        }
    }
}
