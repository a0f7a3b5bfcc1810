using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;

namespace Sentralix.Platform.Http;

/// <summary>An OpenAPI document for each service and contract, and one page to read them.</summary>
internal static class OpenApiSetup
{
    public static void Add(IServiceCollection services, IEnumerable<(string Service, ContractKind Kind)> documents)
    {
        services.AddSingleton<IApiDescriptionProvider, ContractDescriptions>();
        foreach (var (service, kind) in documents)
        {
            services.AddOpenApi(NameOf(service, kind), options =>
            {
                options.ShouldInclude = api => api.ActionDescriptor.EndpointMetadata.OfType<ContractMetadata>().Any(m => m.Service == service && m.Kind == kind);
                options.AddDocumentTransformer((document, _, _) =>
                {
                    document.Info.Title = $"Sentralix {service} ({JsonNamingPolicyOf(kind)})";
                    document.Info.Version = "v1";
                    document.Servers = [];
                    return Task.CompletedTask;
                });
                options.AddOperationTransformer(Correct);
            });
        }
    }

    public static string NameOf(string service, ContractKind kind) => $"{service}-{JsonNamingPolicyOf(kind)}";

    public static void Map(IEndpointRouteBuilder routes, IReadOnlyList<(string Service, ContractKind Kind)> documents)
    {
        var known = documents.ToDictionary(d => NameOf(d.Service, d.Kind), d => d.Service);
        routes.MapGet("/openapi/{documentName}.json", (RequestDelegate)(http => Write(http, known))).ExcludeFromDescription();
        routes.MapScalarApiReference("/docs", options =>
        {
            options.WithTitle("Sentralix API");
            foreach (var (service, kind) in documents)
                options.AddDocument(NameOf(service, kind), $"{service} · {JsonNamingPolicyOf(kind)}", $"/{service}/openapi/{JsonNamingPolicyOf(kind)}.json");
        }).Behind(Listener.Public);
    }

    /// <summary><c>/llm/openapi/standard.json</c> is the address that people know.</summary>
    public static string? Rewrite(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts is [var service, "openapi", var document] && document.EndsWith(".json", StringComparison.Ordinal) ? $"/openapi/{service}-{document}" : null;
    }

    private static async Task Write(HttpContext http, Dictionary<string, string> known)
    {
        var name = (string)http.GetRouteValue("documentName")!;
        if (!known.TryGetValue(name, out var service))
        {
            await Problems.Write(http, Refusal.NotFound("document"));
            return;
        }

        var document = await http.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(name).GetOpenApiDocumentAsync(http.RequestAborted);
        if (http.CameBy() == Listener.Public)
        {
            var paths = new OpenApiPaths();
            foreach (var (path, item) in document.Paths) paths.Add(PublicRoutes.AddressOf(service, path), item);
            document.Paths = paths;
        }

        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        http.Response.ContentType = "application/json;charset=utf-8";
        await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }

    private static string JsonNamingPolicyOf(ContractKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    // The framework reads parameters as ASP.NET would bind them; our contracts say themselves what is a header and what it is called.
    private static Task Correct(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ContractMethod>().FirstOrDefault() is not { } method) return Task.CompletedTask;
        operation.OperationId = $"{method.Method.DeclaringType!.Name.TrimStart('I')}_{method.Method.Name}";
        operation.Description = $"Scope: `{method.Scope.Scope}`.";
        operation.Parameters = [.. method.Parameters
            .Where(p => p.Place is ParameterPlace.Route or ParameterPlace.Query or ParameterPlace.Header)
            .Select(p => (IOpenApiParameter)new OpenApiParameter
            {
                Name = p.Name,
                In = p.Place switch { ParameterPlace.Route => ParameterLocation.Path, ParameterPlace.Header => ParameterLocation.Header, _ => ParameterLocation.Query },
                Required = p.Place == ParameterPlace.Route || !p.Optional,
                Schema = SchemaOf(p),
            })];
        return Task.CompletedTask;
    }

    private static OpenApiSchema SchemaOf(ContractParameter parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        if (type.IsEnum)
            return new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Enum.GetNames(type).Select(n => (JsonNode)System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(n))] };
        return new OpenApiSchema
        {
            Type = type == typeof(int) || type == typeof(long) ? JsonSchemaType.Integer : type == typeof(bool) ? JsonSchemaType.Boolean : JsonSchemaType.String,
        };
    }
}
