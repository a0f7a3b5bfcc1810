using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;
using static Sentralix.Llm.Tests.Batches.BatchHouse;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>Batches from their files to their files.</summary>
public sealed class BatchTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Every_line_is_a_call_and_its_answer_a_line_of_the_output(StoreKind kind)
    {
        await using var house = await Open(kind, new OpenAiBehaviour { Answer = asked => new ChatAnswer($"ответ на {asked.LastUserText}") }, (db, upstream, box) => Configured.Price(db, "main"));
        var created = await house.Begin(Questions(25), more: ""","metadata":{"night":"23 ноября"}""");
        Assert.Equal(("batch", "validating", Chat, "24h"), (Text(created, "object"), StatusOf(created), Text(created, "endpoint"), Text(created, "completion_window")));
        Assert.Equal(24 * 3600, created.GetProperty("expires_at").GetInt64() - created.GetProperty("created_at").GetInt64());

        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("completed", (25, 25, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.Equal("23 ноября", batch.GetProperty("metadata").GetProperty("night").GetString());
        Assert.Equal(JsonValueKind.Null, batch.GetProperty("errors").ValueKind);
        Assert.Equal(JsonValueKind.Null, batch.GetProperty("error_file_id").ValueKind);
        foreach (var time in new[] { "in_progress_at", "finalizing_at", "completed_at" }) Assert.Equal(JsonValueKind.Number, batch.GetProperty(time).ValueKind);
        var lines = await house.Lines(batch, "output_file_id");
        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"r-{i}"), lines.Keys);
        foreach (var (id, line) in lines)
        {
            Assert.StartsWith("batch_req_", IdOf(line), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Null, line.GetProperty("error").ValueKind);
            var response = line.GetProperty("response");
            Assert.Equal(200, response.GetProperty("status_code").GetInt32());
            Assert.Equal($"ответ на вопрос {id[2..]}", response.GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        }

        Assert.All(house.Asked(), asked => Assert.Equal(1, asked.Value));
        var output = await house.Get($"files/{Text(batch, "output_file_id")}");
        Assert.Equal(("batch_output", "processed", $"{IdOf(batch)}_output.jsonl"), (Text(output, "purpose"), Text(output, "status"), Text(output, "filename")));
        Assert.Equal((await house.Http.GetByteArrayAsync($"files/{IdOf(output)}/content")).Length, output.GetProperty("bytes").GetInt64());

        // The ledger knows the batch, the key that made it and the very calls.
        await house.Settled();
        var usage = new ModelUsage(house.Kit.Store, TimeProvider.System);
        using var _ = Gateway.Caller.Enter();
        var records = (await usage.List(200, null, IdOf(batch), default)).OrThrow().Items;
        Assert.Equal(25, records.Count);
        Assert.All(records, r => Assert.Equal(("answered", IdOf(batch), "key:key_test"), (r.Outcome, r.Batch, r.Actor)));
        Assert.Equal(lines.Values.Select(l => Text(l.GetProperty("response"), "request_id")).Order(), records.Select(r => r.Call).Order());
        Assert.Empty((await usage.List(200, null, "batch_other", default)).OrThrow().Items);
        Assert.Equal(25, Assert.Single((await usage.Summary(null, null, "batch", default)).OrThrow().Groups, g => g.Group == IdOf(batch)).Attempts);

        // What is in the files is no longer in the results.
        Assert.Equal(0, await house.Kit.Store.Read((db, c) => db.BatchResults.CountAsync(c), default));
    }

    [Fact]
    public async Task Lines_that_are_refused_are_in_the_file_of_errors_with_what_a_client_would_have_been_told()
    {
        await using var house = await Open(StoreKind.Sqlite);
        var input = string.Join("\n", [
            Line("good", """{"model":"large","messages":[{"role":"user","content":"Привет"}]}"""),
            Line("no-model", """{"model":"nobody","messages":[{"role":"user","content":"Привет"}]}"""),
            Line("no-messages", """{"model":"large"}"""),
        ]);

        var batch = await house.Ended(IdOf(await house.Begin(input)));

        Assert.Equal(("completed", (3, 1, 2)), (StatusOf(batch), CountsOf(batch)));
        Assert.Equal(["good"], (await house.Lines(batch, "output_file_id")).Keys);
        var errors = await house.Lines(batch, "error_file_id");
        Assert.Equal(["no-model", "no-messages"], errors.Keys);
        var response = errors["no-model"].GetProperty("response");
        Assert.Equal((404, "model_not_found"), (response.GetProperty("status_code").GetInt32(), Text(response.GetProperty("body").GetProperty("error"), "code")));
        Assert.Equal(400, errors["no-messages"].GetProperty("response").GetProperty("status_code").GetInt32());
        Assert.Single(house.Upstream.Journal.Requests);
    }

    [Theory]
    [InlineData("/v1/completions", """{"model":"large","prompt":"Привет"}""", "text_completion")]
    [InlineData("/v1/responses", """{"model":"large","input":"Привет"}""", "response")]
    [InlineData("/v1/embeddings", """{"model":"large","input":"Привет"}""", "list")]
    [InlineData("/v1/messages", """{"model":"large","max_tokens":10,"messages":[{"role":"user","content":"Привет"}]}""", null)]
    public async Task Every_form_is_answered_in_its_own_shape(string endpoint, string body, string? type)
    {
        await using var house = await Open(StoreKind.Sqlite);

        var batch = await house.Ended(IdOf(await house.Begin(Line("one", body, endpoint), endpoint)));

        Assert.Equal(("completed", (1, 1, 0)), (StatusOf(batch), CountsOf(batch)));
        var answer = (await house.Lines(batch, "output_file_id"))["one"].GetProperty("response").GetProperty("body");
        if (type is null) Assert.Equal("message", Text(answer, "type"));
        else Assert.Equal(type, Text(answer, "object"));
    }

    [Fact]
    public async Task A_line_goes_through_the_guards_and_the_memory_of_its_route()
    {
        await using var house = await Open(StoreKind.Sqlite, null, (db, upstream, box) =>
        {
            Configured.Provider(db, box, "one", "openai", upstream.BaseUrl, new Dictionary<string, string>(), [Gateway.Key]);
            Configured.Route(db, new WriteModelRoute
            {
                Model = "smart",
                Targets = [new ModelTarget { Provider = "one", Model = "m" }],
                CacheMs = 3_600_000,
                Guards = [new ModelGuard { Kind = "block", Words = ["казино"] }, new ModelGuard { Kind = "mask_pii" }],
            });
        }, null, ("Batches:Concurrency", "1"));
        string[] said = ["казино", "мой номер +7 912 345-67-89", "мой номер +7 912 345-67-89"];
        var input = string.Join("\n", said.Select((text, i) => Line($"r-{i}", $$"""{"model":"smart","messages":[{"role":"user","content":"{{text}}"}]}""")));

        var batch = await house.Ended(IdOf(await house.Begin(input)));

        Assert.Equal((3, 2, 1), CountsOf(batch));
        Assert.Equal("content_blocked", Text((await house.Lines(batch, "error_file_id"))["r-0"].GetProperty("response").GetProperty("body").GetProperty("error"), "code"));
        var asked = house.Upstream.Journal.Requests;
        Assert.All(asked, request => Assert.Contains("[PHONE_1]", request.BodyText, StringComparison.Ordinal));
        await house.Settled();
        var outcomes = await house.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).Select(a => new { a.Outcome, a.Batch }).ToListAsync(c), default);
        Assert.All(outcomes, o => Assert.Equal(IdOf(batch), o.Batch));
        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public async Task An_answer_that_is_printed_prettily_is_one_line_all_the_same()
    {
        await using var house = await Open(StoreKind.Sqlite);
        house.Upstream.Behaviour = house.Upstream.Behaviour with
        {
            Fault = OpenAiFault.WithStatus(400, body: "{\n  \"error\": {\r\n    \"message\": \"a\\nb\",\n    \"type\": \"invalid_request_error\", \"param\": null,\n    \"code\": \"odd\"\n  }\n}"),
        };

        var batch = await house.Ended(IdOf(await house.Begin(Questions(2))));

        var errors = await house.Lines(batch, "error_file_id");
        Assert.All(errors.Values, line => Assert.Equal(("a\nb", "odd"), (Text(line.GetProperty("response").GetProperty("body").GetProperty("error"), "message"), Text(line.GetProperty("response").GetProperty("body").GetProperty("error"), "code"))));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_repeated_request_with_the_same_idempotency_key_makes_one_batch(StoreKind kind)
    {
        await using var house = await Open(kind);
        var body = $$"""{"input_file_id":"{{IdOf(await house.Upload(Questions(1)))}}","endpoint":"{{Chat}}","completion_window":"24h"}""";
        house.Http.DefaultRequestHeaders.Add("Idempotency-Key", "night-7");
        using var first = await house.Post("batches", body);
        using var second = await house.Post("batches", body);
        var other = await Refusal(house.Post("batches", body.Replace("24h", "48h", StringComparison.Ordinal)));

        Assert.Equal(IdOf(await Ok(first)), IdOf(await Ok(second)));
        Assert.Equal("true", second.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reuse"), (other.Status, other.Code));
        Assert.Single((await house.Get("batches")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Lists_are_paged_from_the_newest()
    {
        await using var house = await Open(StoreKind.Sqlite);
        var file = IdOf(await house.Upload(Questions(1)));
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Insert(0, IdOf(await house.Create(file)));

        var first = await house.Get("batches?limit=2");
        var second = await house.Get($"batches?limit=2&after={Text(first, "last_id")}");
        var last = await house.Get($"batches?limit=2&after={Text(second, "last_id")}");

        Assert.Equal(made, new[] { first, second, last }.SelectMany(page => page.GetProperty("data").EnumerateArray()).Select(IdOf));
        Assert.Equal((true, true, false), (first.GetProperty("has_more").GetBoolean(), second.GetProperty("has_more").GetBoolean(), last.GetProperty("has_more").GetBoolean()));
        Assert.Equal(made[0], Text(first, "first_id"));
        Assert.Equal((HttpStatusCode.BadRequest, "limit", "invalid_value"), await Refusal(house.Http.GetAsync("batches?limit=101")));
        Assert.Equal((HttpStatusCode.BadRequest, "after", "invalid_value"), await Refusal(house.Http.GetAsync("batches?after=%00")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
