using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Clients;

/// <summary>Nonsense sent to the public API is refused with a reason, and nothing comes of it.</summary>
public sealed class BadInputTests(BadInputHost host) : IClassFixture<BadInputHost>
{
    private const string Assistants = "/api/admin/v1/assistants/assistants";

    private static readonly string[] Lists =
    [
        Assistants, "/api/admin/v1/assistants/bindings", "/api/admin/v1/api/keys", "/api/v1/conversations", "/api/v1/knowledge/collections", "/api/v1/scenarios",
    ];

    public static IEnumerable<TheoryDataRow<string>> AllLists => Lists.Select(l => new TheoryDataRow<string>(l));

    private string Messages => $"/api/v1/conversations/{host.Conversation}/messages";

    [Fact]
    public async Task An_unknown_field_of_an_admin_body_is_named()
    {
        var problem = await Refused(400, HttpMethod.Post, Assistants, """{"name":"Robot","colour":"red"}""");

        Assert.Equal(["colour"], Fields(problem));
    }

    [Fact]
    public async Task Every_field_of_a_wrong_type_is_named()
    {
        var problem = await Refused(
            400, HttpMethod.Post, Assistants, """{"name":5,"configuration":{"max_tokens":"many","temperature":"hot","collections":"all","locale":["ru"]}}""");

        Assert.Equal(["configuration.collections", "configuration.locale", "configuration.max_tokens", "configuration.temperature", "name"], Fields(problem).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_without_parts_is_refused()
    {
        Assert.Equal(["parts"], Fields(await Refused(400, HttpMethod.Post, Messages, """{"parts":[]}""")));
        Assert.Equal(["parts"], Fields(await Refused(400, HttpMethod.Post, Messages, "{}")));
    }

    [Fact]
    public async Task Ten_megabytes_of_text_are_too_large()
    {
        var text = new string('я', 5 << 20);

        await Refused(413, HttpMethod.Post, Messages, $$"""{"parts":[{"type":"text","text":"{{text}}"}]}""");
    }

    [Fact]
    public async Task Broken_UTF8_and_broken_JSON_are_refused()
    {
        byte[] broken = [.. """{"parts":[{"type":"text","text":" """u8, 0xC3, 0x28, .. "\"}]}"u8];

        Assert.Equal(["body"], Fields(await Refused(400, HttpMethod.Post, Messages, broken)));
        Assert.Equal(["body"], Fields(await Refused(400, HttpMethod.Post, Messages, """{"parts":[{"type":"text","text":"to the"}""")));
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        string[] unknown =
        [
            "/api/v1/conversations/conv_00000000000000000000000000", "/api/v1/conversations/x/messages", "/api/v1/runs/run_00000000000000000000000000", $"{Assistants}/asst_00000000000000000000000000",
            $"{Assistants}/..%2F..%2Fkeys/draft", "/api/v1/knowledge/collections/col_00000000000000000000000000", "/api/v1/knowledge/jobs/nothing", "/api/v1/files/file_00000000000000000000000000",
            "/api/v1/scenarios/nothing", "/api/v1/no/such/route",
        ];
        foreach (var path in unknown) await Refused(404, HttpMethod.Get, path);
        await Refused(404, HttpMethod.Post, "/api/v1/conversations/nobody/messages", """{"parts":[{"type":"text","text":"Привет"}]}""");
    }

    [Fact]
    public async Task A_caller_without_a_valid_key_gets_nowhere()
    {
        var made = await host.Api.Post("/api/admin/v1/api/keys", new { name = "To be revoked", scopes = new[] { "*" } });
        var revoked = made.GetProperty("key").GetString()!;
        using (var holder = new ApiClient(host.Url, revoked)) await holder.Get("/api/v1/conversations");
        var (status, _) = await host.Api.Send(HttpMethod.Delete, $"/api/admin/v1/api/keys/{made.GetProperty("details").GetProperty("id").GetString()}");
        Assert.True((int)status is 200 or 204, status.ToString());

        foreach (var key in (string?[])[null, "nonsense", "sx_live_nobody_ever_made_this_key_0123", revoked])
        {
            await Refused(401, HttpMethod.Get, "/api/v1/conversations", key: key);
            await Refused(401, HttpMethod.Post, Assistants, """{"name":"Robot"}""", key: key);
        }
    }

    [Fact]
    public async Task A_draft_is_written_only_over_the_revision_that_was_read()
    {
        var draft = $"{Assistants}/{host.Assistant}/draft";
        var before = (await host.Api.Get(draft)).GetRawText();

        await Refused(412, HttpMethod.Put, draft, """{"instructions":"Be rude."}""", ifMatch: "\"4711\"");
        await Refused(412, HttpMethod.Put, draft, """{"instructions":"Be rude."}""", ifMatch: "nonsense");
        await Refused(428, HttpMethod.Put, draft, """{"instructions":"Be rude."}""");
        await Refused(428, HttpMethod.Delete, $"{Assistants}/{host.Assistant}");

        Assert.Equal(before, (await host.Api.Get(draft)).GetRawText());
    }

    [Theory, MemberData(nameof(AllLists))]
    public async Task A_list_has_no_page_of_less_than_one_item_and_knows_its_own_cursors_only(string list)
    {
        Assert.Equal(["limit"], Fields(await Refused(400, HttpMethod.Get, $"{list}?limit=-1")));
        Assert.Equal(["limit"], Fields(await Refused(400, HttpMethod.Get, $"{list}?limit=many")));
        Assert.Equal(["after"], Fields(await Refused(400, HttpMethod.Get, $"{list}?after=%21%21%21")));
    }

    [Theory]
    [InlineData("deep", "document_nested_too_deeply")]
    [InlineData("binary", "document_not_text")]
    public async Task An_unreadable_page_fails_its_job_with_a_reason_and_is_not_found(string kind, string code)
    {
        var collection = (await host.Api.Post("/api/v1/knowledge/collections", new { name = $"Pages {kind}" })).GetProperty("id").GetString()!;
        byte[] good = [.. "<html><body><p>Возврат жирафов оформляется за девять дней.</p></body></html>"u8];
        byte[] bad = kind == "deep"
            ? Encoding.UTF8.GetBytes("<html><body>" + string.Concat(Enumerable.Repeat("<div>", 5000)) + "Обмен жирафов запрещён.</body></html>")
            : [0x89, .. "PNG\r\n<p>Обмен жирафов запрещён.</p>"u8];

        var readable = await Ingest(collection, "good.html", good);
        var unreadable = await Ingest(collection, "bad.html", bad);

        Assert.Equal("done", readable.GetProperty("state").GetString());
        Assert.Equal(("failed", code), (unreadable.GetProperty("state").GetString(), unreadable.GetProperty("error_code").GetString()));
        Assert.NotEmpty(unreadable.GetProperty("error").GetString()!);
        var found = await host.Api.Post("/api/v1/knowledge/search", new { collections = new[] { collection }, query = "жирафов обмен запрещён" });
        var passage = Assert.Single(found.GetProperty("passages").EnumerateArray());
        Assert.Equal(readable.GetProperty("document_id").GetString(), passage.GetProperty("document_id").GetString());
    }

    private static IEnumerable<string> Fields(JsonElement problem) => problem.GetProperty("errors").EnumerateObject().Select(e => e.Name);

    private async Task<JsonElement> Ingest(string collection, string name, byte[] page)
    {
        using var content = new ByteArrayContent(page) { Headers = { ContentType = new MediaTypeHeaderValue("text/html") } };
        using var accepted = await host.Api.Http.PostAsync($"/api/v1/knowledge/collections/{collection}/documents?name={name}", content);
        using var answer = JsonDocument.Parse(await accepted.Content.ReadAsStringAsync());
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, answer.RootElement.GetRawText());
        var id = answer.RootElement.GetProperty("job").GetProperty("id").GetString();
        for (var i = 0; ; i++)
        {
            var job = await host.Api.Get($"/api/v1/knowledge/jobs/{id}");
            if (job.GetProperty("state").GetString() is "done" or "failed") return job;
            Assert.True(i < 600, $"The job does not end: {job}");
            await Task.Delay(100);
        }
    }

    private Task<JsonElement> Refused(int status, HttpMethod method, string path, string? body = null, string? ifMatch = null, string? key = Installation.AdminKey) =>
        Refused(status, method, path, body is null ? null : Encoding.UTF8.GetBytes(body), ifMatch, key);

    /// <summary>Sends it, and asserts that it is refused in the form of every refusal and leaves all lists as they were.</summary>
    private async Task<JsonElement> Refused(int status, HttpMethod method, string path, byte[]? body, string? ifMatch = null, string? key = Installation.AdminKey)
    {
        var before = await Everything();
        using var request = new HttpRequestMessage(method, new Uri(host.Url, path));
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await host.Anyone.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True((int)answer.StatusCode == status, $"{method} {path}: {(int)answer.StatusCode} in place of {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.StartsWith("urn:sentralix:error:", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("trace_id").GetString());
        Assert.Equal(before, await Everything());
        return problem;
    }

    private async Task<string> Everything()
    {
        var all = new List<JsonElement>();
        foreach (var list in (string[])[.. Lists, Messages]) all.AddRange(await host.Api.All(list));
        return JsonSerializer.Serialize(all);
    }
}
