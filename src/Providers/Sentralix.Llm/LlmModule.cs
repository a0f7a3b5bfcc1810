using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Batches;
using Sentralix.Llm.Files;
using Sentralix.Llm.Generation;
using Sentralix.Llm.Quotas;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Http;

namespace Sentralix.Llm;

/// <summary>One contract to every language model.</summary>
public sealed class LlmModule : IServiceModule
{
    /// <summary>The service's prefix.</summary>
    public const string ServiceName = "llm";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddStore<LlmDbContext>();
        setup.Services.AddLlm(setup.Configuration);
        setup.Services.AddLlmAdmin();
        setup.AddWork<FileEnd>();
        setup.AddWork<BatchCheck>();
        setup.AddWork<BatchRun>();
        setup.AddWork<BatchForget>();
        setup.AddWork<SettleQuota>();
        setup.AddContract<ITextGeneration, TextGeneration>();
        setup.AddContract<IModelProviders, ModelProviders>();
        setup.AddContract<IModelRoutes, ModelRoutes>();
        setup.AddContract<IModelPrices, ModelPrices>();
        setup.AddContract<IModelLimits, ModelLimits>();
        setup.AddContract<IModelUsage, ModelUsage>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapLlmDialect().Behind(Listener.Internal).WithMetadata(new DialectMetadata(Name, "llm:generate"));
}
