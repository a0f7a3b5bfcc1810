using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Extract;
using Sentralix.Llm.PassThrough;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm;

/// <summary>The routes in OpenAI's wire form. Raw request in, raw answer out; errors in OpenAI's shape, because the clients
/// are OpenAI's SDKs.</summary>
internal static class LlmApi
{
    public static IEndpointConventionBuilder MapLlmDialect(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/llm/v1").WithTags("Llm");
        group.MapPost("/chat/completions", (RequestDelegate)ChatCompletions);
        group.MapPost("/embeddings", (RequestDelegate)Embeddings);
        group.MapGet("/models", (RequestDelegate)ModelsApi.List);
        // A model's id has slashes of its own.
        group.MapGet("/models/{**id}", (RequestDelegate)ModelsApi.Get);
        return group;
    }

    private static Task ChatCompletions(HttpContext http) => Serve(http, static async (http, route, body, shape) =>
    {
        var services = http.RequestServices;
        if (route.Upstream is null)
            await services.GetRequiredService<ExtractEndpoint>().Chat(http, route, body.Bytes, shape);
        else
            await Call(http, route).Chat(body, shape);
    });

    private static Task Embeddings(HttpContext http) => Serve(http, static async (http, route, body, shape) =>
    {
        if (route.Upstream is null)
            await OpenAiError.InvalidRequest($"The model '{route.Id}' makes no embeddings.", "model", "unsupported_value")
                .Write(http.Response, http.RequestAborted);
        else
            await Call(http, route).Embed(body, shape);
    });

    private static UpstreamCall Call(HttpContext http, ModelRoute route) => new(
        http, route,
        http.RequestServices.GetRequiredService<TimeProvider>(), http.RequestServices.GetRequiredService<CallTelemetry>());

    private static async Task Serve(
        HttpContext http, Func<HttpContext, ModelRoute, RequestBody, ChatRequestShape, Task> serve)
    {
        RequestBody? body;
        try
        {
            body = await RequestBody.Read(http.Request, http.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            await new OpenAiError(e.StatusCode, e.Message, OpenAiError.InvalidRequestType, null, null)
                .Write(http.Response, http.RequestAborted);
            return;
        }

        if (body is null)
        {
            await OpenAiError.TooLarge(RequestBody.Limit).Write(http.Response, http.RequestAborted);
            return;
        }

        if (!ChatRequestScan.TryRead(body.Bytes.Span, out var shape, out var refusal))
        {
            body.Release();
            await refusal.Write(http.Response, http.RequestAborted);
            return;
        }

        if (http.RequestServices.GetRequiredService<ModelCatalogue>().Find(shape.Model) is not { } route)
        {
            body.Release();
            await OpenAiError.ModelNotFound(shape.Model).Write(http.Response, http.RequestAborted);
            return;
        }

        await serve(http, route, body, shape);
    }
}
