using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd;

public sealed class FirstConversationTests
{
    public static IEnumerable<TheoryDataRow<string>> Kinds => Installation.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_message_is_answered_by_the_events_of_its_run_and_both_are_kept(string kind)
    {
        await using var installation = await Installation.Create(kind);
        await using var host = await HostProcess.Start(installation.Arguments("--no-demo"));
        using var api = new ApiClient(host.Url);
        var conversation = await api.Open(await api.MakeAssistant());

        var events = await api.Ask(conversation, "Сколько стоит доставка?");

        var types = events.Select(e => e.EventType).ToList();
        Assert.Equal("run.started", types[0]);
        Assert.Contains("message.delta", types);
        Assert.Equal(["run.completed", "done"], types[^2..]);
        Assert.True(types.IndexOf("message.completed") < types.IndexOf("run.completed"));
        Assert.Null(events[0].EventId);
        Assert.NotNull(events.Single(e => e.EventType == "message.completed").EventId);
        var streamed = string.Concat(events.Where(e => e.EventType == "message.delta").Select(e => e.Data.GetProperty("text").GetString()));
        var completed = events.Single(e => e.EventType == "message.completed").Data.GetProperty("message");
        Assert.Equal(completed.GetProperty("parts")[0].GetProperty("text").GetString(), streamed);

        var messages = await api.Messages(conversation);
        Assert.Equal(["contact", "assistant"], messages.Select(m => m.GetProperty("author").GetString()));
        var run = await api.Get($"/api/v1/runs/{messages[0].GetProperty("run_id").GetString()}");
        Assert.Equal("completed", run.GetProperty("state").GetString());
        Assert.Equal(0, await host.Interrupt());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_same_message_posted_ten_times_at_once_is_one_message_one_run_ten_equal_answers(string kind)
    {
        await using var installation = await Installation.Create(kind);
        await using var host = await HostProcess.Start(installation.Arguments("--no-demo"));
        using var api = new ApiClient(host.Url);
        var conversation = await api.Open(await api.MakeAssistant());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.Post($"/api/v1/conversations/{conversation}/messages", ApiClient.Text("Привет", "only-once"))));

        Assert.Single(answers.Select(a => a.GetRawText()).Distinct());
        await Settled(api, conversation, 1);
        Assert.Equal(["contact", "assistant"], (await api.Messages(conversation)).Select(m => m.GetProperty("author").GetString()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_stream_cut_at_two_hundred_random_points_loses_and_repeats_no_persisted_event(string kind)
    {
        await using var installation = await Installation.Create(kind);
        await using var host = await HostProcess.Start(installation.Arguments("--no-demo"));
        using var api = new ApiClient(host.Url);
        var conversation = await api.Open(await api.MakeAssistant());
        var random = new Random(20261123);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++) await api.Ask(conversation, $"Вопрос {i}");
        });

        var seen = new List<long>();
        string? last = null;
        for (var cut = 0; cut < 200; cut++)
        {
            // The last round reads to the end of the log; the others are cut after a few events or a few milliseconds.
            using var cancel = new CancellationTokenSource();
            if (cut == 199) await writing;
            var end = cut < 199 ? long.MaxValue : (await api.Get($"/api/v1/conversations/{conversation}")).GetProperty("last_seq").GetInt64();
            cancel.CancelAfter(cut < 199 ? random.Next(5, 120) : 30_000);
            var room = cut < 199 ? random.Next(1, 12) : int.MaxValue;
            try
            {
                await foreach (var item in api.Stream(HttpMethod.Get, $"/api/v1/conversations/{conversation}/events", lastEventId: last, cancellation: cancel.Token))
                {
                    if (item.EventId is null) continue;
                    last = item.EventId;
                    seen.Add(long.Parse(item.EventId));
                    if (seen[^1] >= end || --room == 0) break;
                }
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException or HttpRequestException)
            {
                // Cut.
            }
        }

        var persisted = (await api.All($"/api/v1/conversations/{conversation}/events")).Select(e => e.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(persisted, seen);
    }

    [Fact]
    public async Task A_closed_connection_cancels_nothing()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var upstream = await Peers.OpenAi.OpenAiUpstream.Start(new() { BetweenPieces = TimeSpan.FromMilliseconds(30) });
        await using var host = await HostProcess.Start(installation.Arguments(["--no-demo", .. Installation.Upstream(upstream.BaseUrl)]));
        using var api = new ApiClient(host.Url);
        var conversation = await api.Open(await api.MakeAssistant());

        using (var gone = new CancellationTokenSource())
        {
            await foreach (var item in api.Stream(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", ApiClient.Text("Привет"), cancellation: gone.Token))
                if (item.EventType == "message.delta") break;
        }

        await Settled(api, conversation, 1);
        Assert.Equal(["contact", "assistant"], (await api.Messages(conversation)).Select(m => m.GetProperty("author").GetString()));
    }

    /// <summary>Waits until so many messages of the assistant are there.</summary>
    internal static async Task Settled(ApiClient api, string conversation, int answers)
    {
        for (var i = 0; ; i++)
        {
            var messages = await api.Messages(conversation);
            if (messages.Count(m => m.GetProperty("author").GetString() == "assistant") >= answers) return;
            Assert.True(i < 600, $"No {answers} answers after a minute: {JsonSerializer.Serialize(messages)}");
            await Task.Delay(100);
        }
    }
}
