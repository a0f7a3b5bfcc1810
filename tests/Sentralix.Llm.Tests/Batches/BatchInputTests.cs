using System.Net;
using System.Text.Json;
using Sentralix.Compliance.Storage;
using Xunit;
using static Sentralix.Llm.Tests.Batches.BatchHouse;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>What is wrong with a batch is said before anything is asked.</summary>
public sealed class BatchInputTests
{
    private const string Good = """{"model":"large","messages":[{"role":"user","content":"Привет"}]}""";

    [Theory, ClassData(typeof(BothStores))]
    public async Task Every_bad_line_is_named_and_nothing_is_asked(StoreKind kind)
    {
        await using var house = await Open(kind, settings: ("Batches:MaxLineBytes", "2000"));
        string[] lines =
        [
            "\uFEFF" + Line("a", Good),
            "",
            "{\"custom_id\":\"b\"",
            "[1]",
            """{"method":"POST","url":"/v1/chat/completions","body":{}}""",
            Line("a", Good),
            Line("c", Good).Replace("POST", "GET", StringComparison.Ordinal),
            Line("d", Good, "/v1/embeddings"),
            Line("e", "\"text\""),
            Line("f", """{"messages":[]}"""),
            Line("g", """{"model":"large","stream":true,"messages":[]}"""),
            Line("h", $$"""{"model":"large","x":"{{new string('я', 1200)}}"}"""),
            """{"custom_id":7,"method":"POST","url":"/v1/chat/completions","body":{"model":"large"}}""",
            Line("\\ud800", Good),
            Line("\\u0061", Good),
            Line("z", Good),
        ];

        var batch = await house.Ended(IdOf(await house.Begin(string.Join("\r\n", lines))));

        Assert.Equal(("failed", (0, 0, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.Equal(JsonValueKind.Number, batch.GetProperty("failed_at").ValueKind);
        Assert.Equal("list", batch.GetProperty("errors").GetProperty("object").GetString());
        Assert.Equal(
            [
                (3, "invalid_json_line", null), (4, "invalid_json_line", null), (5, "missing_required_parameter", "custom_id"), (6, "duplicate_custom_id", "custom_id"),
                (7, "invalid_method", "method"), (8, "mismatched_url", "url"), (9, "invalid_type", "body"), (10, "missing_required_parameter", "body.model"),
                (11, "unsupported_value", "body.stream"), (12, "line_too_long", null), (13, "invalid_custom_id", "custom_id"), (14, "invalid_json_line", null), (15, "duplicate_custom_id", "custom_id"),
            ],
            FaultsOf(batch));
        Assert.All(batch.GetProperty("errors").GetProperty("data").EnumerateArray(), error => Assert.NotEmpty(error.GetProperty("message").GetString()!));
        Assert.Empty(house.Upstream.Journal.Requests);
    }

    [Fact]
    public async Task A_file_without_requests_and_one_with_too_many_are_refused()
    {
        await using var house = await Open(StoreKind.Sqlite, settings: ("Batches:MaxLines", "3"));

        Assert.Equal([(null, "empty_file", null)], FaultsOf(await house.Ended(IdOf(await house.Begin("\n \n")))));
        Assert.Equal([(4, "too_many_requests", null)], FaultsOf(await house.Ended(IdOf(await house.Begin(Questions(5))))));
        Assert.Equal("completed", StatusOf(await house.Ended(IdOf(await house.Begin(Questions(3))))));
    }

    [Fact]
    public async Task No_more_than_a_hundred_faults_are_told()
    {
        await using var house = await Open(StoreKind.Sqlite);

        var batch = await house.Ended(IdOf(await house.Begin(string.Concat(Enumerable.Repeat("nonsense\n", 5000)))));

        Assert.Equal(Enumerable.Range(1, 100), FaultsOf(batch).Select(f => f.Line!.Value));
    }

    [Theory]
    [InlineData("""{"endpoint":"/v1/chat/completions","completion_window":"24h"}""", "input_file_id", "missing_required_parameter")]
    [InlineData("""{"input_file_id":"FILE","completion_window":"24h"}""", "endpoint", "missing_required_parameter")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions"}""", "completion_window", "missing_required_parameter")]
    [InlineData("""{"input_file_id":7,"endpoint":"/v1/chat/completions","completion_window":"24h"}""", "input_file_id", "invalid_type")]
    [InlineData("""{"input_file_id":"file_00000000000000000000000000","endpoint":"/v1/chat/completions","completion_window":"24h"}""", "input_file_id", "file_not_found")]
    [InlineData("""{"input_file_id":"a\u0000b","endpoint":"/v1/chat/completions","completion_window":"24h"}""", "input_file_id", "file_not_found")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/images","completion_window":"24h"}""", "endpoint", "unsupported_value")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"0h"}""", "completion_window", "unsupported_value")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"169h"}""", "completion_window", "unsupported_value")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"1d"}""", "completion_window", "unsupported_value")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"24h","priority":1}""", "priority", "unknown_parameter")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"24h","metadata":[]}""", "metadata", "invalid_type")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"24h","metadata":{"a":1}}""", "metadata.a", "invalid_type")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"24h","output_expires_after":{"seconds":7200}}""", "output_expires_after.anchor", "missing_required_parameter")]
    [InlineData("""{"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"24h","output_expires_after":{"anchor":"created_at","seconds":60}}""", "output_expires_after.seconds", "invalid_value")]
    [InlineData("""{"input_file_id":"FILE",""", null, null)]
    [InlineData("[]", null, null)]
    public async Task A_bad_field_of_a_batch_is_named(string body, string? param, string? code)
    {
        await using var house = await Open(StoreKind.Sqlite);
        var file = IdOf(await house.Upload(Questions(1)));

        Assert.Equal((HttpStatusCode.BadRequest, param, code), await Refusal(house.Post("batches", body.Replace("FILE", file, StringComparison.Ordinal))));

        Assert.Empty((await house.Get("batches")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Metadata_have_their_bounds()
    {
        await using var house = await Open(StoreKind.Sqlite);
        var file = IdOf(await house.Upload(Questions(1)));
        Task<HttpResponseMessage> With(string metadata) => house.Post("batches", $$"""{"input_file_id":"{{file}}","endpoint":"{{Chat}}","completion_window":"24h","metadata":{{metadata}}}""");
        static string Pairs(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i}\":\"v\""))}}}";

        Assert.Equal((HttpStatusCode.BadRequest, "metadata", "invalid_value"), await Refusal(With(Pairs(17))));
        Assert.Equal((HttpStatusCode.BadRequest, "metadata", "invalid_value"), await Refusal(With($$"""{"{{new string('k', 65)}}":"v"}""")));
        Assert.Equal((HttpStatusCode.BadRequest, "metadata.k", "invalid_value"), await Refusal(With($$"""{"k":"{{new string('v', 513)}}"}""")));
        using var good = await With(Pairs(16));
        Assert.Equal(16, (await Ok(good)).GetProperty("metadata").EnumerateObject().Count());
    }

    [Fact]
    public async Task An_output_file_is_no_input_and_a_tenant_has_only_so_many_batches_under_way()
    {
        await using var house = await Open(StoreKind.Sqlite, settings: ("Batches:MaxPerTenant", "2"));
        var done = await house.Ended(IdOf(await house.Begin(Questions(1))));
        var output = done.GetProperty("output_file_id").GetString();
        Assert.Equal(
            (HttpStatusCode.BadRequest, "input_file_id", "unsupported_value"),
            await Refusal(house.Post("batches", $$"""{"input_file_id":"{{output}}","endpoint":"{{Chat}}","completion_window":"24h"}""")));

        house.Upstream.Behaviour = house.Upstream.Behaviour with { BeforeFirst = TimeSpan.FromMinutes(5) };
        var file = IdOf(await house.Upload(Questions(1)));
        await house.Create(file);
        var second = await house.Create(file);
        var body = $$"""{"input_file_id":"{{file}}","endpoint":"{{Chat}}","completion_window":"24h"}""";
        using var third = await house.Post("batches", body);
        Assert.Equal(("false", HttpStatusCode.TooManyRequests), (third.Headers.GetValues("x-should-retry").Single(), third.StatusCode));
        Assert.Equal((HttpStatusCode.TooManyRequests, null, "batch_limit_exceeded"), await Refusal(house.Post("batches", body)));

        // Each tenant has his own places.
        house.As("other");
        using var others = await house.Post("batches", $$"""{"input_file_id":"{{IdOf(await house.Upload(Questions(1)))}}","endpoint":"{{Chat}}","completion_window":"24h"}""");
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        Assert.Equal("validating", StatusOf(second));
    }

    private static List<(int? Line, string Code, string? Param)> FaultsOf(JsonElement batch) =>
    [
        .. batch.GetProperty("errors").GetProperty("data").EnumerateArray().Select(e =>
            (e.GetProperty("line").ValueKind == JsonValueKind.Null ? (int?)null : e.GetProperty("line").GetInt32(), e.GetProperty("code").GetString()!, e.GetProperty("param").GetString())),
    ];
}
