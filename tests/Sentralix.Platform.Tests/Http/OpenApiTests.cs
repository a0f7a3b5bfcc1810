using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sentralix.Platform.Http;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Http;

/// <summary>What the documents say is what callers meet.</summary>
public sealed class OpenApiTests(House house)
{
    private static readonly string[] Documents = ["/workshop/openapi/standard.json", "/workshop/openapi/admin.json", "/api/openapi/public.json"];

    [Fact]
    public async Task Each_door_shows_the_addresses_that_it_opens()
    {
        var inside = await Paths(house.Internal, "/workshop/openapi/admin.json");
        var outside = await Paths(house.Public, "/workshop/openapi/admin.json");
        var standard = await Paths(house.Public, "/workshop/openapi/standard.json");

        Assert.Equal(["/workshop/admin/v1/tools"], inside);
        Assert.Equal(["/api/admin/v1/workshop/tools"], outside);
        Assert.Contains("/workshop/v1/tools/{id}", standard); // between services: it has no public address
        Assert.All(outside, path => Assert.Equal($"/workshop/admin/v1/tools", PublicRoutes.Find(path)?.Path));
    }

    [Theory]
    [InlineData("/llm/v1/operations/work-items/{id}/retry", "/api/admin/v1/llm/operations/work-items/{id}/retry")]
    [InlineData("/llm/admin/v1/providers", "/api/admin/v1/llm/providers")]
    [InlineData("/llm/v1/models", "/llm/v1/models")]
    public void A_public_address_leads_back_to_the_route(string route, string address)
    {
        Assert.Equal(address, PublicRoutes.AddressOf("llm", route));
        Assert.Equal(route, PublicRoutes.Find(address)?.Path);
    }

    [Fact]
    public async Task Every_operation_answers_one_success_with_its_own_status_and_type()
    {
        var seen = new Dictionary<string, string>();
        foreach (var path in Documents)
        {
            var document = await house.Internal.GetFromJsonAsync<JsonElement>(path);
            foreach (var operation in document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()))
            {
                var id = operation.Value.GetProperty("operationId").GetString()!;
                seen[id] = Assert.Single(operation.Value.GetProperty("responses").EnumerateObject(), r => r.Name.StartsWith('2')).Name;
            }

            Assert.DoesNotContain("ResultOf", document.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal(("201", "200", "204"), (seen["Workshop_Order"], seen["Workshop_List"], seen["Workshop_Delete"]));
    }

    [Theory]
    [InlineData("/nosuch/openapi/admin.json")]
    [InlineData("/workshop/openapi/public.json")]
    [InlineData("/workshop/openapi/%2e%2e.json")]
    [InlineData("/openapi/nosuch.json")]
    public async Task An_unknown_document_is_a_problem_like_any_other(string path)
    {
        foreach (var door in (HttpClient[])[house.Internal, house.Public])
        {
            using var answer = await door.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("not_found", (await Problems.Read(answer.Content, default))?.Code);
        }
    }

    private static async Task<IEnumerable<string>> Paths(HttpClient door, string document) =>
        [.. (await door.GetFromJsonAsync<JsonElement>(document)).GetProperty("paths").EnumerateObject().Select(p => p.Name)];
}
