using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Telemetry;

/// <summary>What a collector sees of one message.</summary>
public sealed class OneTraceTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string CallersSpan = "b7ad6b7169203331";

    [Theory, MemberData(nameof(Installation.Kinds), MemberType = typeof(Installation))]
    public async Task A_message_is_one_trace_from_the_request_over_the_queue_and_the_turn_to_the_model(string kind)
    {
        await using var installation = await Installation.Create(kind);
        await using var collector = await Collector.Start();
        await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour());
        await using (var host = await HostProcess.Start(
            installation.Arguments(["--no-demo", .. Installation.Upstream(upstream.BaseUrl)]),
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }))
        {
            using var api = new ApiClient(host.Url);
            var conversation = await api.Open(await api.MakeAssistant(new { collections = new[] { await Library(api) } }));
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages")
            {
                Content = JsonContent.Create(ApiClient.Text("Сколько дней на возврат?")),
            };
            request.Headers.Add("traceparent", $"00-{TraceId}-{CallersSpan}-01");
            using var answer = await api.Http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            await FirstConversationTests.Settled(api, conversation, 1);

            // What the turn has used is in the ledger, under the conversation that it was for.
            var used = await Used(api);
            Assert.Equal((conversation, "answered", "provider"), (used.GetProperty("conversation").GetString(), used.GetProperty("outcome").GetString(), used.GetProperty("source").GetString()));
            Assert.Equal(0, await host.Interrupt());
        }

        var trace = collector.Spans.Where(s => s.TraceId == TraceId).ToList();
        Span One(string source, string name) => Assert.Single(trace, s => s.Source == source && s.Name == name);
        var received = One("Microsoft.AspNetCore", "POST /api/v1/conversations/{id}/messages");
        Assert.Equal(CallersSpan, received.ParentId);
        var work = One("Sentralix.Delivery", "session.turn");
        var turn = One("Sentralix.Orchestrator", "turn");
        var retrieval = One("Sentralix.Knowledge", "retrieval");
        var model = One("Sentralix.Llm", "chat test-model");

        Assert.Contains(received, Above(work, trace));
        Assert.Contains(work, Above(turn, trace));
        Assert.Contains(turn, Above(retrieval, trace));
        Assert.Contains(turn, Above(model, trace));

        // The call of the model is where the trace ends: outside nobody is told of it.
        Assert.DoesNotContain(trace, s => s.Source == "System.Net.Http");
        Assert.All(upstream.Journal.Requests, request => Assert.DoesNotContain("traceparent", request.Headers.Keys));
        Assert.NotEmpty(upstream.Journal.Requests);

        // Nothing of it hangs in the air, and no other trace has a turn or a call of a model.
        Assert.All(trace, s => Assert.True(s.Id == received.Id || trace.Any(t => t.Id == s.ParentId), $"{s} has a parent that was not exported."));
        Assert.All(collector.Spans.Where(s => s.Name == turn.Name || s.Source == model.Source), s => Assert.Equal(TraceId, s.TraceId));
        Assert.True(collector.Metrics > 0);
    }

    private static IEnumerable<Span> Above(Span span, List<Span> trace)
    {
        for (var parent = trace.SingleOrDefault(s => s.Id == span.ParentId); parent is not null; parent = trace.SingleOrDefault(s => s.Id == parent.ParentId))
            yield return parent;
    }

    /// <summary>The only record of the ledger; it is written a moment after its answer.</summary>
    private static async Task<JsonElement> Used(ApiClient api)
    {
        for (var tries = 0; ; tries++)
        {
            var records = (await api.Get("/api/admin/v1/llm/usage")).GetProperty("items");
            if (records.GetArrayLength() > 0 || tries == 600) return records.EnumerateArray().Single();
            await Task.Delay(100);
        }
    }

    private static async Task<string> Library(ApiClient api)
    {
        var collection = (await api.Post("/api/v1/knowledge/collections", new { name = "Возвраты" })).GetProperty("id").GetString()!;
        using var content = new StringContent("# Возврат\n\nВернуть товар можно в течение 14 дней.", Encoding.UTF8, "text/markdown");
        using var answer = await api.Http.PostAsync($"/api/v1/knowledge/collections/{collection}/documents?name=returns.md", content);
        answer.EnsureSuccessStatusCode();
        return collection;
    }
}
