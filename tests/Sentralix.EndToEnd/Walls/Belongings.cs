using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Walls;

/// <summary>One of everything that the first tenant can own.</summary>
internal sealed class Belongings
{
    /// <summary>The identifier of the work item that <see cref="TwoTenants"/> puts into every database.</summary>
    public const long WorkItem = 900_001;

    private readonly Dictionary<string, string> ids = [];

    private Belongings()
    {
    }

    public string Assistant => ids["assistants"];

    public string Collection => ids["collections"];

    public string Conversation => ids["conversations"];

    public string File => ids["files"];

    /// <summary>The identifiers that nobody else may ever read; what channels count from 1 is no secret.</summary>
    public IEnumerable<string> Secrets => ids.Where(i => i.Key is not "work-items" and not "bindings" && i.Value.Length > 5).Select(i => i.Value);

    /// <summary>One of these, by what it is: <c>conversations</c>, or <c>telegram/conversations</c>.</summary>
    public string this[string what] => ids[what];

    public static async Task<Belongings> Make(ApiClient api, Installation installation)
    {
        var own = new Belongings();
        own.ids["work-items"] = $"{WorkItem}";
        own.ids["assistants"] = await api.MakeAssistant();
        own.ids["collections"] = Id(await api.Post("/api/v1/knowledge/collections", new { name = "The first tenant's" }));
        var document = await Upload(api, $"/api/v1/knowledge/collections/{own.Collection}/documents?name=secret.txt", "The secret of the first tenant.");
        own.ids["documents"] = Id(document.GetProperty("document"));
        own.ids["jobs"] = Id(document.GetProperty("job"));
        own.ids["files"] = Id(await Upload(api, "/api/v1/files?name=secret.txt", "The file of the first tenant."));
        own.ids["scenarios"] = "walls";
        await api.Post("/api/v1/scenarios", new { sxs = "1", id = "walls", name = "Walls", start = "end", nodes = new { end = new { type = "end", outcome = "resolved" } } });
        own.ids["keys"] = Id((await api.Post("/api/admin/v1/api/keys", new { name = "second", scopes = new[] { "files:read" } })).GetProperty("details"));
        own.ids["conversations"] = await api.Open(own.Assistant);
        await api.Ask(own.Conversation, "Привет");
        own.ids["runs"] = (await api.Messages(own.Conversation))[0].GetProperty("run_id").GetString()!;
        own.ids["releases"] = Id((await api.Get($"/api/admin/v1/assistants/assistants/{own.Assistant}/releases")).GetProperty("items")[0]);
        own.ids["messages"] = Id((await api.Messages(own.Conversation))[1]);
        own.ids["bindings"] = "con_walls";
        using var bound = await api.Http.PutAsync(new Uri("/api/admin/v1/assistants/bindings/con_walls", UriKind.Relative), Json(new { assistant_id = own.Assistant, environment = "prod" }));
        bound.EnsureSuccessStatusCode();
        foreach (var (what, id) in await LlmBelongings.Make(api)) own.ids[$"{LlmBelongings.Service}/{what}"] = id;
        foreach (var service in ServedRoute.Messengers)
            foreach (var (what, id) in await MessengerBelongings.Make(api, installation, service, own.Assistant)) own.ids[$"{service}/{what}"] = id;
        return own;
    }

    /// <summary>Something else that the first tenant has come to own.</summary>
    public void Add(string what, string id) => ids[what] = id;

    /// <summary>The same of everything, under identifiers that nobody owns.</summary>
    public Belongings Imagined()
    {
        var imagined = new Belongings();
        foreach (var (what, id) in ids) imagined.ids[what] = what.EndsWith("/contacts", StringComparison.Ordinal) ? id : id.Length > 8 ? $"{id[..^4]}zzzz" : $"{id}0000";
        return imagined;
    }

    /// <summary>The route's address for what the first tenant owns.</summary>
    public string Address(ServedRoute route)
    {
        var parts = route.Path.Split('/');
        for (var i = 0; i < parts.Length; i++)
            if (parts[i].StartsWith('{')) parts[i] = Find(route, parts[i], parts[i - 1], parts[Math.Max(0, i - 2)]);
        return string.Join('/', parts) + (route.Query.Length == 0 ? "" : $"?{route.Query}");
    }

    private string Find(ServedRoute route, string parameter, string before, string further)
    {
        foreach (var what in (string[])[$"{route.Service}/{parameter}", $"{route.Service}/{before}", before, further])
            if (ids.TryGetValue(what, out var id)) return id;
        throw new InvalidOperationException($"{route}: what is {parameter}? Teach {nameof(Belongings)} to own one.");
    }

    /// <summary>A body that the route takes, so that nothing but the wall can refuse.</summary>
    public HttpContent? Body(ServedRoute route)
    {
        if (route.Body is null) return null;
        if (route.Body == "application/octet-stream") return new StringContent("A text.", Encoding.UTF8, "text/plain");
        if ((MessengerBelongings.Body(this, route) ?? LlmBelongings.Body(this, route)) is { } own) return Json(own);
        object body = route.Path[(route.Path.LastIndexOf('/') + 1)..] switch
        {
            "messages" or "operator-messages" => new { client_message_id = "walls", parts = new[] { new { type = "text", text = "Привет" } } },
            "take" => new { @operator = "Intruder" },
            "draft" => new { instructions = "Overwritten" },
            "versions" => new { message = "Published" },
            "releases" => new { version = 1, environment = "prod" },
            "{connection}" => new { assistant_id = Assistant, environment = "prod" },
            "{id}" => new { name = "Renamed" },
            "fence" => new { epoch = 1 },
            _ => throw new InvalidOperationException($"{route}: teach {nameof(Belongings)} its body."),
        };
        return Json(body);
    }

    public static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private static string Id(JsonElement resource) => resource.GetProperty("id").GetString()!;

    private static async Task<JsonElement> Upload(ApiClient api, string path, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
        using var answer = await api.Http.PostAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
