using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sentralix.Contracts.Llm;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Cluster;
using Xunit;

namespace Sentralix.Llm.Tests.Generation;

public sealed class TextGenerationTests
{
    private static readonly (string, string)[] Impatient = [("FirstByteTimeoutMs", "1000"), ("IdleTimeoutMs", "1000")];

    [Theory]
    [InlineData(null, false)]
    [InlineData(1, false)]
    [InlineData(5, true)]
    public async Task An_answer_streams_as_numbered_pieces_and_one_end_with_usage(int? writeSize, bool carriageReturns)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour
        {
            WriteSize = writeSize,
            CarriageReturns = carriageReturns,
            KeepAliveComments = true,
            Answer = asked => new ChatAnswer($"Ёлка 😀 на «{asked.LastUserText}»"),
        });

        var events = await Collect(gateway.Generation, Request() with { Model = "large" });

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => e.Seq));
        Assert.All(events.SkipLast(1), e => Assert.Equal("delta", e.Type));
        Assert.Equal("Ёлка 😀 на «Сколько?»", string.Concat(events.Select(e => e.Text)));
        var end = events[^1];
        Assert.Equal("completed", end.Type);
        Assert.Equal("stop", end.FinishReason);
        Assert.Equal("large", end.Model);
        Assert.Equal("main", end.Provider);
        Assert.True(end.Usage is { InputTokens: > 0, OutputTokens: > 0 });
    }

    [Fact]
    public async Task The_upstream_is_asked_in_its_own_words_under_the_calls_key()
    {
        await using var gateway = await Gateway.Start();

        await Collect(gateway.Generation, Request() with { Model = "large", MaxTokens = 50, Temperature = 0.5 });

        var seen = gateway.Upstream.Journal.Last;
        Assert.Equal("call-1", seen.Headers["Idempotency-Key"]);
        var expected = JsonNode.Parse(
            """
            {"model":"stand-in-large","messages":[{"role":"system","content":"Отвечай кратко."},{"role":"user","content":"Сколько?"}],
             "max_tokens":50,"temperature":0.5,"stream":true,"stream_options":{"include_usage":true}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(seen.Body)), seen.BodyText);
    }

    [Fact]
    public async Task Without_a_model_the_first_configured_one_answers()
    {
        await using var gateway = await Gateway.Start();

        var events = await Collect(gateway.Generation, Request());

        Assert.Equal("large", events[^1].Model);
    }

    [Theory]
    [InlineData(401, null, "auth", null)]
    [InlineData(402, null, "no_money", null)]
    [InlineData(403, null, "auth", null)]
    [InlineData(404, null, "model_not_found", null)]
    [InlineData(429, null, "rate_limited", 7000L)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", "no_money", 7000L)]
    [InlineData(429, """{"error":{"message":"Too many concurrent requests","type":"requests","code":null}}""", "concurrency_full", 7000L)]
    [InlineData(400, """{"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}}""", "context_length", null)]
    [InlineData(400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""", "context_length", null)]
    [InlineData(400, """{"error":{"message":"m","code":"content_filter"}}""", "content_filter", null)]
    [InlineData(400, null, "bad_request", null)]
    [InlineData(500, null, "overloaded", null)]
    [InlineData(503, null, "overloaded", 7000L)]
    [InlineData(529, "busy", "overloaded", null)]
    [InlineData(302, "", "bad_answer", null)]
    [InlineData(200, """{"error":{"message":"provider is down","code":502}}""", "overloaded", null)]
    public async Task Every_refusal_is_one_failed_event_with_its_code(int status, string? body, string code, long? retryAfterMs)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour
        {
            Fault = OpenAiFault.WithStatus(status, retryAfterMs is { } ms ? (int)(ms / 1000) : null, body) with { Times = 1 },
        });

        var failed = Assert.Single(await Collect(gateway.Generation, Request()));

        Assert.Equal(("failed", code, retryAfterMs), (failed.Type, failed.ErrorCode, failed.RetryAfterMs));
        Assert.Equal(("large", "main"), (failed.Model, failed.Provider));
        Assert.DoesNotContain("sk-", failed.ErrorDetail, StringComparison.Ordinal);
        var next = (await Collect(gateway.Generation, Request()))[^1];
        if (code != "rate_limited")
        {
            Assert.Equal("completed", next.Type);
            return;
        }

        // Who has said when to come back is not asked before.
        Assert.Equal(("failed", "rate_limited"), (next.Type, next.ErrorCode));
        Assert.InRange(next.RetryAfterMs!.Value, 1, 7000);
        Assert.Single(gateway.Upstream.Journal.Requests);
    }

    [Theory]
    [InlineData(OpenAiFaultKind.Garbage, "bad_answer", 0)]
    [InlineData(OpenAiFaultKind.NeverAnswers, "timeout", 0)]
    [InlineData(OpenAiFaultKind.CutConnection, "unreachable", 0)]
    [InlineData(OpenAiFaultKind.HalfStream, "stream_cut", 2)]
    [InlineData(OpenAiFaultKind.CutStream, "stream_cut", 2)]
    [InlineData(OpenAiFaultKind.SilentStream, "timeout", 2)]
    [InlineData(OpenAiFaultKind.ErrorInStream, "overloaded", 2)]
    public async Task Every_broken_answer_is_one_failed_event_after_what_came(OpenAiFaultKind kind, string code, int pieces)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = new OpenAiFault(kind) { Times = 1 } }, Impatient);

        var events = await Collect(gateway.Generation, Request());

        Assert.Equal(pieces, events.Count(e => e.Type == "delta"));
        Assert.Equal(pieces + 1, events.Count);
        Assert.Equal(("failed", code), (events[^1].Type, events[^1].ErrorCode));
        Assert.Equal("completed", (await Collect(gateway.Generation, Request()))[^1].Type);
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable()
    {
        var port = FreePorts.Find(IPAddress.Loopback, 1)[0];
        await using var gateway = await Gateway.Start(null, ("BaseUrl", $"http://127.0.0.1:{port}/v1"));

        var failed = Assert.Single(await Collect(gateway.Generation, Request()));

        Assert.Equal("unreachable", failed.ErrorCode);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_HTTP_is_a_bad_answer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().ReadExactlyAsync(new byte[100]);
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray());
        });
        await using var gateway = await Gateway.Start(null, ("BaseUrl", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));

        var failed = Assert.Single(await Collect(gateway.Generation, Request()));

        Assert.Equal("bad_answer", failed.ErrorCode);
        await serving;
    }

    [Fact]
    public async Task The_callers_limit_for_the_first_token_is_not_prolonged_by_signs_of_life()
    {
        // A role and keep-alives come at once, text only after a second.
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { BetweenPieces = TimeSpan.FromSeconds(1), KeepAliveComments = true });

        var failed = Assert.Single(await Collect(gateway.Generation, Request() with { FirstTokenTimeoutMs = 200 }));

        Assert.Equal("timeout", failed.ErrorCode);
    }

    [Fact]
    public async Task A_slow_reader_does_not_make_the_upstream_late()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(1) }, Impatient);
        var types = new List<string>();

        await foreach (var step in gateway.Generation.Generate(Request(), TestContext.Current.CancellationToken))
        {
            if (types.Count == 0) await Task.Delay(1500);
            types.Add(step.Type);
        }

        Assert.Equal("completed", types[^1]);
    }

    [Fact]
    public async Task Cancelling_stops_the_upstreams_work_and_is_no_failure()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(200) });
        using var caller = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var step in gateway.Generation.Generate(Request(), caller.Token))
            {
                Assert.Equal("delta", step.Type);
                if (++seen == 2) await caller.CancelAsync();
            }
        });

        Assert.Equal(RequestEnd.CallerLeft, await gateway.Upstream.Journal.Last.End.WaitAsync(TimeSpan.FromSeconds(1.5)));
    }

    [Fact]
    public async Task Leaving_the_stream_stops_the_upstreams_work()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(500) });

        await foreach (var _ in gateway.Generation.Generate(Request(), CancellationToken.None)) break;

        // At once: less than a politely drained connection would take.
        Assert.Equal(RequestEnd.CallerLeft, await gateway.Upstream.Journal.Last.End.WaitAsync(TimeSpan.FromSeconds(1.5)));
    }

    [Fact]
    public async Task Calls_one_after_another_share_a_connection()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { AfterDone = TimeSpan.FromMilliseconds(30) });

        for (var i = 0; i < 5; i++) await Collect(gateway.Generation, Request());
        using var streamed = await gateway.Post("chat/completions", """{"model":"large","stream":true,"messages":[]}""");
        await streamed.Content.ReadAsStringAsync();
        using var plain = await gateway.Post("chat/completions", """{"model":"large","messages":[]}""");
        await plain.Content.ReadAsStringAsync();

        Assert.Single(gateway.Upstream.Journal.Requests.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public async Task What_breaks_the_contract_fails_without_asking_the_upstream()
    {
        await using var gateway = await Gateway.Start();

        var failed = Assert.Single(await Collect(gateway.Generation, new GenerationRequest
        {
            CallKey = "a\r\nX-Evil: 1",
            Messages = [new("robot", "hi")],
            MaxTokens = 0,
            Temperature = 3,
            FirstTokenTimeoutMs = -1,
        }));

        Assert.Equal("bad_request", failed.ErrorCode);
        foreach (var field in new[] { "call_key", "messages[0].role", "max_tokens", "temperature", "first_token_timeout_ms" })
            Assert.Contains(field, failed.ErrorDetail, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task An_unknown_model_fails_as_such()
    {
        await using var gateway = await Gateway.Start();

        var failed = Assert.Single(await Collect(gateway.Generation, Request() with { Model = "gpt-99" }));

        Assert.Equal("model_not_found", failed.ErrorCode);
    }

    [Fact]
    public async Task A_call_is_a_span_with_the_conventions_names_and_without_anyones_words()
    {
        await using var gateway = await Gateway.Start();
        Activity? span = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Sentralix.Llm",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            // Tests run side by side; the port tells whose span it is.
            ActivityStopped = stopped => span = Equals(stopped.GetTagItem("server.port"), gateway.Upstream.BaseUrl.Port) ? stopped : span,
        };
        ActivitySource.AddActivityListener(listener);

        await Collect(gateway.Generation, Request() with { MaxTokens = 9 });

        Assert.NotNull(span);
        Assert.Equal("chat large", span.DisplayName);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("main", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("large", span.GetTagItem("gen_ai.request.model"));
        Assert.Equal(9L, span.GetTagItem("gen_ai.request.max_tokens"));
        Assert.Equal("stand-in-large", span.GetTagItem("gen_ai.response.model"));
        Assert.Equal(["stop"], (string[])span.GetTagItem("gen_ai.response.finish_reasons")!);
        Assert.True((long)span.GetTagItem("gen_ai.usage.output_tokens")! > 0);
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("Сколько", StringComparison.Ordinal) == true);
        Assert.DoesNotContain("Сколько", gateway.Log.Text, StringComparison.Ordinal);
    }

    private static GenerationRequest Request() => new()
    {
        CallKey = "call-1",
        Messages = [new("system", "Отвечай кратко."), new("user", "Сколько?")],
    };

    private static async Task<List<GenerationEvent>> Collect(ITextGeneration generation, GenerationRequest request)
    {
        var events = new List<GenerationEvent>();
        await foreach (var step in generation.Generate(request, TestContext.Current.CancellationToken)) events.Add(step);
        return events;
    }
}
