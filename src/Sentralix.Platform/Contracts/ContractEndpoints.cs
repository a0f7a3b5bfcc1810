using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Contracts;

/// <summary>The HTTP face of a contract: its attributes give verbs and routes; the gated interface answers.</summary>
public static class ContractEndpoints
{
    /// <summary>Maps every method of a contract.</summary>
    public static void MapContract<TContract>(this IEndpointRouteBuilder routes)
        where TContract : class => MapContract(routes, typeof(TContract), http => http.RequestServices.GetRequiredService<TContract>(), null);

    /// <summary>Maps a contract that every service has, under the service's own prefix.</summary>
    internal static void MapContract(IEndpointRouteBuilder routes, Type contract, Func<HttpContext, object> target, string? service)
    {
        // A route that answers both at once and as a stream is two methods; the caller's Accept chooses.
        foreach (var route in ContractMethod.AllOf(contract).GroupBy(m => (m.Verb, Route: Path(m, service))))
        {
            var once = route.SingleOrDefault(m => !m.IsStream);
            var stream = route.SingleOrDefault(m => m.IsStream);
            var described = once ?? stream!;
            var endpoint = routes.MapMethods(route.Key.Route, [route.Key.Verb], http => Answer(http, Choose(http, once, stream), target(http)));
            endpoint.Behind(described.Contract.Kind == ContractKind.Public ? Listener.Public : Listener.Internal);
            endpoint.WithMetadata(new ContractMetadata(service ?? described.Contract.Service, described.Contract.Kind));
            endpoint.WithDisplayName($"{contract.Name}.{described.Method.Name}");
            Describe(endpoint, described);
        }
    }

    private static string Path(ContractMethod method, string? service) =>
        service is null ? method.Route : method.Route.Replace("/~/", $"/{service}/", StringComparison.Ordinal);

    private static ContractMethod Choose(HttpContext http, ContractMethod? once, ContractMethod? stream)
    {
        if (stream is null) return once!;
        if (once is null) return stream;
        foreach (var accept in http.Request.Headers.Accept)
            if (accept is not null && accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)) return stream;
        return once;
    }

    private static async Task Answer(HttpContext http, ContractMethod method, object target)
    {
        var (args, refusal) = await ContractBinder.Bind(http, method);
        if (refusal is not null)
        {
            await Problems.Write(http, refusal);
            return;
        }

        var context = CallContext.Current;
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > 255)
        {
            await Problems.Write(http, Refusal.Invalid("Idempotency-Key", "must have at most 255 characters"));
            return;
        }

        var replayed = new ReplayMarker();
        using var _ = (context with { IdempotencyKey = key.Length == 0 ? null : key, Replayed = replayed }).Enter();
        var answer = method.Method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        if (method.IsStream)
        {
            await EventStream.Write(http, method.Calls.Items(answer, http.RequestAborted), (answer as IAdmittedStream)?.Admission);
            return;
        }

        var outcome = await method.Calls.Await(answer);
        if (replayed.Set) http.Response.Headers["Idempotent-Replayed"] = "true";
        if (outcome.Refusal is { } refused)
        {
            await Problems.Write(http, refused);
            return;
        }

        http.Response.StatusCode = method.Status;
        if (outcome.Value is IVersioned versioned) http.Response.Headers.ETag = ETags.Of(versioned.Rev);
        if (outcome.Value is not Done) await http.Response.WriteAsJsonAsync(outcome.Value, method.Answer, SentralixJson.Options, null, http.RequestAborted);
    }

    private static void Describe(IEndpointConventionBuilder endpoint, ContractMethod method)
    {
        var inferred = RequestDelegateFactory.InferMetadata(method.Method, new RequestDelegateFactoryOptions());

        // With the accepted types in its metadata, routing would pass over the endpoint for another type, and the answer would be "no such
        // route" instead of 415 or "body is required". And what is answered is told below: not the Result around it, and with its own status.
        endpoint.WithMetadata([.. inferred.EndpointMetadata.Where(m => m is not (IAcceptsMetadata or IProducesResponseTypeMetadata)), method.Method, method]);
        if (method.IsStream)
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(200, method.Answer, ["text/event-stream"]));
        else if (method.Answer == typeof(Done))
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(method.Status, typeof(void)));
        else
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(method.Status, method.Answer, ["application/json"]));
        foreach (var status in (int[])[400, 401, 403, 404])
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problems.Problem), [Problems.MediaType]));
    }
}

/// <summary>Which contract an endpoint belongs to: chooses its OpenAPI document.</summary>
public sealed record ContractMetadata(string Service, ContractKind Kind);

/// <summary>Set when an idempotency key answered from memory.</summary>
public sealed class ReplayMarker
{
    /// <summary>Whether the answer is a stored one.</summary>
    public bool Set { get; set; }
}
