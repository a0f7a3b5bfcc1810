using System.Net;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Walls;

/// <summary>Whoever knows an identifier of another tenant still cannot touch what it names, on any route.</summary>
public sealed class IdSwapTests
{
    [Fact]
    public async Task No_route_opens_for_another_tenant_or_another_conversation()
    {
        await using var installation = await Installation.Create("sqlite");
        await using (var before = await HostProcess.Start(installation.Arguments("--no-demo"))) Assert.Equal(0, await before.Interrupt());
        await TwoTenants.Arrange(installation);
        await using var host = await HostProcess.Start(installation.Arguments("--no-demo"));
        using var owner = new ApiClient(host.Url);
        using var other = new ApiClient(host.Url, TwoTenants.OtherKey);
        using var nobody = new ApiClient(host.Url, null);
        var own = await Belongings.Make(owner, installation);
        var neighbour = await owner.Open(own.Assistant);
        var visitor = (await owner.Post("/api/v1/session-tokens", new { conversation_id = neighbour })).GetProperty("token").GetString()!;
        using var contact = new ApiClient(host.Url, visitor);
        var routes = await ServedRoute.All(owner);
        Assert.True(routes.Count(r => r is { IsOpen: true, IsMessengers: false }) > 40, $"Only {routes.Count(r => r.IsOpen)} open routes were found.");
        foreach (var messenger in ServedRoute.Messengers) Assert.True(routes.Count(r => r.IsOpen && r.Service == messenger) > 20, $"{messenger} has only {routes.Count(r => r.IsOpen && r.Service == messenger)}.");
        var imagined = own.Imagined();
        List<string> breaches = [];

        foreach (var route in routes.Where(r => r.HasParameters))
        {
            var (foreign, text) = await Call(other, route, own);
            if (foreign != HttpStatusCode.NotFound) breaches.Add($"another tenant: {route}: {(int)foreign} {text}");
            var (unknown, unknownText) = await Call(other, route, imagined);
            if (RouteAnswer.Of(foreign, text) != RouteAnswer.Of(unknown, unknownText)) breaches.Add($"another tenant: {route}: what is there is told from what is not: {text} and {unknownText}");
            breaches.AddRange(own.Secrets.Where(s => s != "walls" && text.Contains($"\"{s}\"", StringComparison.Ordinal)).Select(s => $"another tenant: {route} tells {s}"));

            var (stray, strayText) = await Call(contact, route, own);
            if (stray is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden)) breaches.Add($"another conversation's token: {route}: {(int)stray} {strayText}");

            var (anonymous, anonymousText) = await Call(nobody, route, own);
            var shut = route.IsOpen ? anonymous == HttpStatusCode.Unauthorized : anonymous is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound;
            if (!shut) breaches.Add($"nobody: {route}: {(int)anonymous} {anonymousText}");
        }

        // Lists of the other tenant are there, and have nothing of the first one's.
        foreach (var route in routes.Where(r => r is { HasParameters: false, IsOpen: true } && r.Method == HttpMethod.Get))
        {
            var (status, text) = await Call(other, route, own);
            if (status != HttpStatusCode.OK) breaches.Add($"another tenant: {route}: {(int)status} {text}");
            breaches.AddRange(own.Secrets.Where(s => text.Contains($"\"{s}\"", StringComparison.Ordinal)).Select(s => $"another tenant: {route} lists {s}"));
            if (text.Contains("secret", StringComparison.OrdinalIgnoreCase)) breaches.Add($"another tenant: {route} tells secrets: {text}");
            var (anonymous, _) = await Call(nobody, route, own);
            if (anonymous != HttpStatusCode.Unauthorized) breaches.Add($"nobody: {route}: {(int)anonymous}");
        }

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));

        // The same walk by the owner finds everything: the refusals above were the wall's, and nothing was changed behind it.
        foreach (var route in routes.Where(r => r is { HasParameters: true, IsOpen: true }).OrderBy(Destroys))
        {
            var (status, text) = await Call(owner, route, own);
            if (route.IsMessengers && status == HttpStatusCode.NotFound)
            {
                // A sandbox's button or message may not be there any more; that is not what is said where there is no such connection.
                var (missing, missingText) = await Call(owner, route, imagined);
                if (RouteAnswer.Of(status, text) != RouteAnswer.Of(missing, missingText)) continue;
            }

            if (status is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
                breaches.Add($"the owner: {route}: {(int)status} {text}");
        }

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
        await contact.Get($"/api/v1/conversations/{neighbour}");
    }

    [Fact]
    public async Task What_another_tenant_owns_cannot_be_named_in_a_body_either()
    {
        await using var installation = await Installation.Create("sqlite");
        await using (var before = await HostProcess.Start(installation.Arguments("--no-demo"))) Assert.Equal(0, await before.Interrupt());
        await TwoTenants.Arrange(installation);
        await using var host = await HostProcess.Start(installation.Arguments("--no-demo"));
        using var owner = new ApiClient(host.Url);
        using var other = new ApiClient(host.Url, TwoTenants.OtherKey);
        var own = await Belongings.Make(owner, installation);
        var theirs = await other.Open(await other.MakeAssistant());

        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/v1/conversations", new { assistant_id = own.Assistant }),
            ("/api/v1/session-tokens", new { assistant_id = own.Assistant }),
            ("/api/v1/session-tokens", new { conversation_id = own.Conversation }),
            ("/api/v1/knowledge/search", new { collections = new[] { own.Collection }, query = "secret" }),
            ("/api/v1/chat/completions", new { model = own.Assistant, messages = new[] { new { role = "user", content = "Привет" } } }),
            ($"/api/v1/conversations/{theirs}/messages", new { parts = new[] { new { type = "file", file_id = own.File } } }),
        })
        {
            var (status, answer) = await other.Send(HttpMethod.Post, path, body);
            Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{path}: {(int)status} {answer}");
            Assert.DoesNotContain("The secret of the first tenant", answer.GetRawText(), StringComparison.Ordinal);
            var (allowed, control) = await owner.Send(HttpMethod.Post, path.Replace(theirs, own.Conversation, StringComparison.Ordinal), body);
            Assert.True((int)allowed is >= 200 and < 300, $"The owner: {path}: {(int)allowed} {control}");
        }
    }

    // What is needed longest goes last.
    private static int Destroys(ServedRoute route) =>
        route.Method != HttpMethod.Delete && !route.Path.EndsWith("/drop", StringComparison.Ordinal) ? 0 : route.Path.Count(c => c == '{') > 1 ? 1 : route.Path.Contains("/bindings/", StringComparison.Ordinal) ? 2 : 3;

    private static Task<(HttpStatusCode Status, string Text)> Call(ApiClient api, ServedRoute route, Belongings own) => RouteAnswer.Ask(api.Http, route, own);
}
