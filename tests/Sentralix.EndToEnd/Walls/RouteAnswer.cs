using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Sentralix.EndToEnd.Walls;

/// <summary>What a route answers, as far as a stranger could learn something of it: without what is different in every answer.</summary>
internal sealed record RouteAnswer(HttpStatusCode Status, string Type, string Title, string Detail)
{
    /// <summary>Asks a route about what somebody owns, with a body that it takes.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> Ask(HttpClient http, ServedRoute route, Belongings own, AuthenticationHeaderValue? credential = null)
    {
        using var request = new HttpRequestMessage(route.Method, own.Address(route)) { Content = own.Body(route) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (credential is not null) request.Headers.Authorization = credential;
        if (route.Method == HttpMethod.Put || route.Method == HttpMethod.Delete) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public static RouteAnswer Of(HttpStatusCode status, string text)
    {
        if (text.Length == 0 || (int)status < 400) return new(status, "", "", text);
        var problem = JsonDocument.Parse(text).RootElement;
        return new(status, Field(problem, "type"), Field(problem, "title"), Field(problem, "detail"));
    }

    private static string Field(JsonElement problem, string name) => problem.TryGetProperty(name, out var value) ? value.ToString() : "";
}
