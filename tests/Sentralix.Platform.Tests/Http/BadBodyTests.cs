using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Sentralix.Compliance;
using Sentralix.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Http;

/// <summary>Requests that do not fit: every bad field is named, nothing breaks.</summary>
public sealed class BadBodyTests(House house)
{
    private const string Admin = "/workshop/admin/v1/tools";
    private const string Standard = "/workshop/v1/orders";

    [Theory]
    [InlineData("""{"name":"x","weight":1,"shape":"flat_head","parts":[],"wieght":2,"color":"red"}""", "color: is not a known field; wieght: is not a known field")]
    [InlineData("""{"name":"x","weight":1,"shape":"flat_head","parts":[{"code":"a","spare":true,"price":1}]}""", "parts[0].price: is not a known field")]
    [InlineData("""{"name":5,"weight":"heavy","shape":"round","parts":[{"code":"a","spare":"yes"},{"spare":true}]}""", "name: must be a string; parts[0].spare: must be true or false; parts[1].code: is required; shape: must be one of flat_head, cross_head; weight: must be a whole number")]
    [InlineData("""{"name":null,"weight":1.5,"shape":1,"parts":{}}""", "name: must not be null; parts: must be a list; shape: must be one of flat_head, cross_head; weight: must be a whole number")]
    [InlineData("""{"name":"x","name":"y","weight":"heavy","shape":"flat_head","parts":[]}""", "weight: must be a whole number")]
    [InlineData("{}", "name: is required; parts: is required; shape: is required; weight: is required")]
    [InlineData("[]", "body: must be an object")]
    [InlineData("null", "body: must not be null")]
    [InlineData("\"text\"", "body: must be an object")]
    [InlineData("""{"name":"x",""", "body: is not JSON: line 1, byte 11")]
    [InlineData("""{"name":"x","name":"y","weight":1,"shape":"flat_head","parts":[null]}""", "parts[0]: must not be null")]
    public async Task Every_bad_field_of_an_admin_body_is_named(string body, string errors)
    {
        var refusal = await Refused(await Post(Admin, new StringContent(body, Encoding.UTF8, "application/json")));

        Assert.Equal(("invalid", 400), (refusal.Code, refusal.Status));
        Assert.Equal(errors, string.Join("; ", refusal.Errors!.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {string.Join(", ", e.Value)}")));
    }

    [Fact]
    public async Task Other_bodies_may_have_fields_that_nobody_knows_yet()
    {
        using var response = await Post(Standard, new StringContent("""{"name":"x","future":{"a":[1]}}""", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', (byte)'n', (byte)'a', (byte)'m', (byte)'e', (byte)'"', (byte)':', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}' })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00 })]
    public async Task Broken_utf8_is_refused_and_not_replaced(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var refusal = await Refused(await Post(Standard, content));

        Assert.Equal(400, refusal.Status);
        Assert.Equal(["is not valid UTF-8"], refusal.Errors!["body"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_its_cap_is_too_large_whether_announced_or_not(bool chunked)
    {
        // What is not announced is cut off at the cap: the rest must fit into the sockets' buffers, or the client hears of the cut first.
        var content = new StringContent($$"""{"name":"{{new string('x', chunked ? 1 << 20 : 10 << 20)}}"}""", Encoding.UTF8, "application/json");
        using var request = Request(Standard, content);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await house.Internal.SendAsync(request);

        var refusal = await Refused(response);
        Assert.Equal(("too_large", 413), (refusal.Code, refusal.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_raw_body_beyond_its_cap_is_too_large_too(bool chunked)
    {
        var content = new ByteArrayContent(new byte[(1 << 20) + 1]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var request = Request("/workshop/v1/files?name=x", content);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await house.Internal.SendAsync(request);

        var refusal = await Refused(response);
        Assert.Equal(("too_large", 413), (refusal.Code, refusal.Status));
    }

    [Fact]
    public async Task An_empty_body_is_missing_and_another_type_is_not_read()
    {
        Assert.Equal(["is required"], (await Refused(await Post(Standard, new StringContent("", Encoding.UTF8, "application/json")))).Errors!["body"]);
        Assert.Equal(["is required"], (await Refused(await Post(Standard, null))).Errors!["body"]);
        Assert.Equal(415, (await Refused(await Post(Standard, new StringContent("name=x", Encoding.UTF8, "application/x-www-form-urlencoded")))).Status);
        Assert.Equal(415, (await Refused(await Post(Standard, new StringContent("{}", Encoding.UTF8, "text/plain")))).Status);
    }

    [Theory]
    [InlineData("/workshop/v1/tools?limit=-5", "limit: must be from 1 to 200")]
    [InlineData("/workshop/v1/tools?limit=many", "limit: is not a valid int32")]
    [InlineData("/workshop/v1/tools?limit=99999999999", "limit: is not a valid int32")]
    [InlineData("/workshop/v1/tools?limit=", "limit: is not a valid int32")]
    [InlineData("/workshop/v1/tools?after=%21%21", "after: is not a cursor of this list")]
    [InlineData("/workshop/v1/chips/x?mode=loud&count=x", "count: is not a valid int32; mode: is not one of the known values")]
    [InlineData("/workshop/v1/chips/x?mode=1", "count: is required; mode: is not one of the known values")]
    public async Task Every_bad_value_of_the_query_is_named(string path, string errors)
    {
        using var request = Request(path, null);
        request.Method = HttpMethod.Get;
        using var response = await house.Internal.SendAsync(request);

        var refusal = await Refused(response);
        Assert.Equal(400, refusal.Status);
        Assert.Equal(errors, string.Join("; ", refusal.Errors!.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {string.Join(", ", e.Value)}")));
    }

    [Fact]
    public async Task A_fault_is_told_without_its_words()
    {
        using var response = await Post("/workshop/v1/faults", null);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(Problems.MediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("trace_id", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_openapi_document_tells_bodies_and_their_types()
    {
        var admin = await house.Internal.GetFromJsonAsync<JsonElement>("/workshop/openapi/admin.json");
        var standard = await house.Internal.GetFromJsonAsync<JsonElement>("/workshop/openapi/standard.json");

        Assert.True(Body(admin, Admin).TryGetProperty("application/json", out _));
        Assert.True(Body(standard, Standard).TryGetProperty("application/json", out _));

        static JsonElement Body(JsonElement document, string path) => document.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content");
    }

    private static async Task<Refusal> Refused(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var refusal = await Problems.Read(response.Content, default);
        Assert.True(refusal is not null, $"{(int)response.StatusCode} {text}");
        Assert.Equal((int)response.StatusCode, refusal.Status);
        return refusal;
    }

    private async Task<HttpResponseMessage> Post(string path, HttpContent? content)
    {
        using var request = Request(path, content);
        return await house.Internal.SendAsync(request);
    }

    private HttpRequestMessage Request(string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", house.Tokens.Issue("workshop", Caller.Of("acme")));
        return request;
    }
}
