using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Llm.Batches;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Files;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm;

/// <summary>The routes in OpenAI's wire form. Raw request in, raw answer out; errors in OpenAI's shape, because the clients
/// are OpenAI's SDKs.</summary>
internal static class LlmApi
{
    public static IEndpointConventionBuilder MapLlmDialect(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/llm/v1").WithTags("Llm");
        group.MapPost("/chat/completions", Calls(WireForm.Chat));
        group.MapPost("/completions", Calls(WireForm.Completions));
        group.MapPost("/responses", Calls(WireForm.Responses));
        group.MapPost("/messages", Calls(WireForm.Messages));
        group.MapPost("/messages/count_tokens", Calls(WireForm.CountTokens));
        group.MapPost("/embeddings", Calls(WireForm.Embeddings));
        group.MapPost("/rerank", Calls(WireForm.Rerank));
        group.MapPost("/moderations", Calls(WireForm.Moderations));
        group.MapGet("/models", (RequestDelegate)ModelsApi.List);
        // A model's id has slashes of its own.
        group.MapGet("/models/{**id}", (RequestDelegate)ModelsApi.Get);
        FilesApi.Map(group);
        BatchesApi.Map(group);
        return group;
    }

    private static RequestDelegate Calls(WireForm form) => http => http.RequestServices.GetRequiredService<HttpCalls>().Serve(http, form);
}
