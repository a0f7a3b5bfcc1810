using System.Net;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Walls;

/// <summary>Between services, too, a messenger does for a tenant only what is the tenant's; and nobody does anything without the right to.</summary>
public sealed class MessengerDoorTests : IAsyncLifetime
{
    private Installation installation = null!;
    private HostProcess host = null!;
    private ApiClient owner = null!;
    private ApiClient other = null!;
    private Uri inside = null!;
    private Belongings own = null!;
    private List<ServedRoute> routes = [];

    public async ValueTask InitializeAsync()
    {
        installation = await Installation.Create("sqlite");
        await using (var before = await HostProcess.Start(installation.Arguments("--no-demo"))) Assert.Equal(0, await before.Interrupt());
        await TwoTenants.Arrange(installation);
        inside = new Uri($"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(IPAddress.Loopback, 1)[0]}");
        host = await HostProcess.Start([.. installation.Arguments("--no-demo"), "--internal-url", inside.ToString().TrimEnd('/')]);
        owner = new ApiClient(host.Url);
        other = new ApiClient(host.Url, TwoTenants.OtherKey);
        own = await Belongings.Make(owner, installation);
        routes = [.. (await ServedRoute.All(owner)).Where(r => r.IsMessengers)];
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        other.Dispose();
        await host.DisposeAsync();
        await installation.DisposeAsync();
    }

    [Fact]
    public async Task No_messenger_does_anything_for_another_tenant_at_the_internal_door()
    {
        using var door = await InternalDoor.Open(inside, installation, "default");
        using var stranger = await InternalDoor.Open(inside, installation, "other");
        foreach (var messenger in ServedRoute.Messengers)
        {
            var message = own[$"{messenger}/answered"];
            await door.Expect(202, HttpMethod.Post, $"/{messenger}/v1/messages/{message}/edit",
                new { command_id = MessengerBelongings.Command, epoch = 1000, parts = new[] { new { type = "text", text = "The secret of the first tenant." } }, on_unsupported = "new_message" });
        }

        var imagined = own.Imagined();
        var standard = routes.Where(r => !r.IsOpen).ToList();
        List<string> breaches = [];
        foreach (var route in standard)
        {
            if (!route.HasParameters && route.Method == HttpMethod.Get)
            {
                var (status, listed) = await Ask(stranger, route, own);
                if (status != HttpStatusCode.OK) breaches.Add($"another tenant: {route}: {(int)status} {listed}");
                breaches.AddRange(own.Secrets.Where(s => listed.Contains($"\"{s}\"", StringComparison.Ordinal)).Select(s => $"another tenant: {route} lists {s}"));
                continue;
            }

            var (foreign, text) = await Ask(stranger, route, own);
            var (unknown, unknownText) = await Ask(stranger, route, imagined);
            if ((int)foreign is < 400 or >= 500) breaches.Add($"another tenant: {route}: {(int)foreign} {text}");
            if (RouteAnswer.Of(foreign, text) != RouteAnswer.Of(unknown, unknownText)) breaches.Add($"another tenant: {route}: what is there is told from what is not: {text} and {unknownText}");
            breaches.AddRange(own.Secrets.Where(s => text.Contains($"\"{s}\"", StringComparison.Ordinal)).Select(s => $"another tenant: {route} tells {s}"));
        }

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
        Assert.True(standard.Count >= 5 * 15, $"Only {standard.Count} routes were found.");

        // The same walk by the owner's side is answered otherwise: what refused above was the wall.
        foreach (var route in standard.Where(r => !r.Path.Contains("/presses/", StringComparison.Ordinal) && (r.HasParameters || r.Method != HttpMethod.Get)))
        {
            var (status, text) = await Ask(door, route, own);
            var (missing, missingText) = await Ask(door, route, imagined);
            var cannot = text.Contains("not_supported", StringComparison.Ordinal) || text.Contains("idempotency", StringComparison.Ordinal);
            if (!cannot && RouteAnswer.Of(status, text) == RouteAnswer.Of(missing, missingText)) breaches.Add($"the owner: {route}: {(int)status} {text}");
        }

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
        foreach (var messenger in (string[])["telegram", "jivosite"])
            Assert.Contains(own[$"{messenger}/messages"], (await door.Expect(200, HttpMethod.Get, $"/{messenger}/v1/messages/{own[$"{messenger}/messages"]}")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_nobody_learns_what_a_messenger_has()
    {
        using var narrow = new ApiClient(host.Url, await NarrowKey(owner));
        using var foreign = new ApiClient(host.Url, await NarrowKey(other));
        using var door = await InternalDoor.Open(inside, installation, "default", []);
        var imagined = own.Imagined();
        List<string> breaches = [];
        foreach (var route in routes)
        {
            foreach (var belongings in (Belongings[])[own, imagined])
            {
                if (route.IsOpen)
                {
                    foreach (var api in (ApiClient[])[narrow, foreign])
                    {
                        var (status, text) = await RouteAnswer.Ask(api.Http, route, belongings);
                        if (status != HttpStatusCode.Forbidden) breaches.Add($"without the right: {route}: {(int)status} {text}");
                    }
                }
                else
                {
                    var (status, text) = await Ask(door, route, belongings);
                    if (status != HttpStatusCode.Forbidden) breaches.Add($"without the right inside: {route}: {(int)status} {text}");
                }
            }
        }

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Fact]
    public async Task A_hook_says_the_same_of_a_connection_that_is_there_and_of_one_that_is_not()
    {
        var imagined = own.Imagined();
        foreach (var messenger in ServedRoute.Messengers)
        {
            var there = await Call(own[$"{messenger}/connections"]);
            Assert.Equal(HttpStatusCode.Forbidden, there.Status);
            Assert.Equal(there, await Call(imagined[$"{messenger}/connections"]));

            async Task<RouteAnswer> Call(string connection)
            {
                using var update = Belongings.Json(new { update_id = 1, type = "confirmation", group_id = 1, event_name = "chat_accepted" });
                using var answer = await owner.Http.PostAsync(new Uri($"/hooks/{messenger}/{connection}/a-guess-of-the-secret", UriKind.Relative), update);
                return RouteAnswer.Of(answer.StatusCode, await answer.Content.ReadAsStringAsync());
            }
        }
    }

    private static async Task<string> NarrowKey(ApiClient api) =>
        (await api.Post("/api/admin/v1/api/keys", new { name = "narrow", scopes = new[] { "files:read" } })).GetProperty("key").GetString()!;

    private static Task<(HttpStatusCode Status, string Text)> Ask(InternalDoor door, ServedRoute route, Belongings own) => RouteAnswer.Ask(door.Http, route, own, door.Credential(route.Service));
}
