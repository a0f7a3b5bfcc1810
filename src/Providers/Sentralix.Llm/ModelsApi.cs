using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm;

/// <summary><c>/llm/v1/models</c>: the models that clients may name.</summary>
internal static class ModelsApi
{
    public static Task List(HttpContext http)
    {
        var catalogue = http.RequestServices.GetRequiredService<ModelCatalogue>();
        return Answer(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var route in catalogue.All) Write(json, route, catalogue.Since);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static Task Get(HttpContext http)
    {
        var catalogue = http.RequestServices.GetRequiredService<ModelCatalogue>();
        var id = (string)http.GetRouteValue("id")!;
        // Clients escape the slash of "builtin/extract", and the server leaves an escaped slash in a path as it is.
        var route = catalogue.Find(id) ?? catalogue.Find(Uri.UnescapeDataString(id));
        return route is null
            ? OpenAiError.ModelNotFound(id).Write(http.Response, http.RequestAborted)
            : Answer(http, json => Write(json, route, catalogue.Since));
    }

    private static void Write(Utf8JsonWriter json, ModelRoute route, DateTimeOffset since)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, route.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, since.ToUnixTimeSeconds());
        json.WriteString("owned_by"u8, route.Upstream?.Name ?? CallTelemetry.BuiltinProvider);
        if (route.Upstream is null) json.WriteString("description"u8, ExtractModel.Description);
        json.WriteEndObject();
    }

    private static async Task Answer(HttpContext http, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer)) write(json);
        http.Response.ContentType = DialectJson.ContentType;
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }
}
