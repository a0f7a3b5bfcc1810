using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;

namespace Sentralix.Platform.Http;

/// <summary>Takes back what the framework concludes from a contract method's return type: a 200 with the <see cref="Result{T}"/> itself,
/// beside the status and the type that the endpoint has declared.</summary>
internal sealed class ContractDescriptions : IApiDescriptionProvider
{
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        // Only what the others have found is corrected.
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        foreach (var api in context.Results.Where(r => r.ActionDescriptor.EndpointMetadata.OfType<ContractMethod>().Any()))
            foreach (var concluded in api.SupportedResponseTypes.Where(t => t.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Result<>)).ToList())
                api.SupportedResponseTypes.Remove(concluded);
    }
}
