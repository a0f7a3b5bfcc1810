using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Routing;
using Sentralix.Platform.Security;

namespace Sentralix.Llm;

/// <summary><c>/llm/v1/models</c>: the models that clients may name.</summary>
internal static class ModelsApi
{
    public static async Task List(HttpContext http)
    {
        var book = await Book(http);
        await JsonAnswer.Write(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var route in book.Routes) Write(json, route);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task Get(HttpContext http)
    {
        var book = await Book(http);
        var id = (string)http.GetRouteValue("id")!;
        // Clients escape the slash of "builtin/extract", and the server leaves an escaped slash in a path as it is.
        var route = book.Find(id) ?? book.Find(Uri.UnescapeDataString(id));
        await (route is null
            ? OpenAiError.ModelNotFound(id).Write(http.Response, http.RequestAborted)
            : JsonAnswer.Write(http, json => Write(json, route)));
    }

    private static ValueTask<TenantBook> Book(HttpContext http) =>
        http.RequestServices.GetRequiredService<TenantBooks>().Of(CallContext.Current.Tenant, http.RequestAborted);

    private static void Write(Utf8JsonWriter json, ModelRoute route)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, route.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, route.Since.ToUnixTimeSeconds());
        json.WriteString("owned_by"u8, route.Owner);
        if (route.Id == ExtractModel.Id) json.WriteString("description"u8, ExtractModel.Description);
        json.WriteEndObject();
    }
}
