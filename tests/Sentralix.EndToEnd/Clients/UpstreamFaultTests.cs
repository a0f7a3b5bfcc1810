using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Clients;

/// <summary>Whatever a model's provider does, the customer is answered, the run says what happened, and the next message is answered.</summary>
public sealed class UpstreamFaultTests : IAsyncLifetime
{
    private const string Apology = "Извините, специалист ответит вам позже.";

    private Installation installation = null!;
    private OpenAiUpstream upstream = null!;
    private HostProcess host = null!;
    private ApiClient api = null!;

    public async ValueTask InitializeAsync()
    {
        installation = await Installation.Create("sqlite");
        upstream = await OpenAiUpstream.Start();
        host = await HostProcess.Start(installation.Arguments(["--no-demo", .. Installation.Upstream(upstream.BaseUrl), "--Llm:Upstreams:0:FirstByteTimeoutMs", "1500"]));
        api = new ApiClient(host.Url);
    }

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await host.DisposeAsync();
        await upstream.DisposeAsync();
        await installation.DisposeAsync();
    }

    [Fact]
    public async Task Every_way_an_upstream_fails_is_an_apology_a_named_error_and_no_more_than_that_message()
    {
        var conversation = await api.Open(await api.MakeAssistant(new { apologies = new { ru = Apology, en = "Sorry, a person will answer you later." } }));
        (OpenAiFault Fault, string Code)[] faults =
        [
            (OpenAiFault.WithStatus(401), "upstream_auth"),
            (OpenAiFault.WithStatus(429, retryAfterSeconds: 2), "upstream_rate_limited"),
            (OpenAiFault.WithStatus(500), "upstream_overloaded"),
            (new OpenAiFault(OpenAiFaultKind.Garbage), "upstream_bad_answer"),
            (new OpenAiFault(OpenAiFaultKind.HalfStream), "upstream_stream_cut"),
            (new OpenAiFault(OpenAiFaultKind.CutStream), "upstream_stream_cut"),
            (new OpenAiFault(OpenAiFaultKind.NeverAnswers), "upstream_timeout"),
            (new OpenAiFault(OpenAiFaultKind.CutConnection), "upstream_unreachable"),
        ];

        foreach (var (fault, code) in faults)
        {
            upstream.Behaviour = new OpenAiBehaviour { Fault = fault };
            await AssertApologised(conversation, code);

            upstream.Behaviour = new OpenAiBehaviour();
            await AssertAnswered(conversation);
        }

        var said = (await api.Messages(conversation)).Where(m => m.GetProperty("author").GetString() == "assistant").Select(m => m.GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Equal(faults.SelectMany(_ => (string[])[Apology, OpenAiBehaviour.DefaultText]), said);
    }

    private async Task AssertApologised(string conversation, string code)
    {
        var events = await api.Ask(conversation, "Сколько стоит доставка?");

        var types = events.Select(e => e.EventType).ToList();
        Assert.True(types[^2..] is ["run.failed", "done"], $"{code}: {string.Join(", ", types)}");
        var completed = Assert.Single(events, e => e.EventType == "message.completed").Data.GetProperty("message");
        Assert.Equal(Apology, completed.GetProperty("parts")[0].GetProperty("text").GetString());

        var failed = events[^2].Data.GetProperty("error");
        var run = await api.Get($"/api/v1/runs/{events[0].Data.GetProperty("run_id").GetString()}");
        Assert.Equal("failed", run.GetProperty("state").GetString());
        foreach (var error in new[] { failed, run.GetProperty("error") })
        {
            Assert.Equal(code, error.GetProperty("code").GetString());
            Assert.Equal("test", error.GetProperty("provider").GetString());
        }
    }

    private async Task AssertAnswered(string conversation)
    {
        var events = await api.Ask(conversation, "А теперь?");

        Assert.Equal(["run.completed", "done"], events.Select(e => e.EventType).ToList()[^2..]);
        var completed = events.Single(e => e.EventType == "message.completed").Data.GetProperty("message");
        Assert.Equal(OpenAiBehaviour.DefaultText, completed.GetProperty("parts")[0].GetProperty("text").GetString());
    }
}
