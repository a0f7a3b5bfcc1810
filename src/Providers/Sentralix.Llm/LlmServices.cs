using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Batches;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Files;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Quotas;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Pictures;
using Sentralix.Platform.Hosting;

namespace Sentralix.Llm;

/// <summary>What Llm is made of, its contract aside, which the module registers behind the platform's gate.</summary>
internal static class LlmServices
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The section <c>Llm</c> is wrong.</exception>
    public static IServiceCollection AddLlm(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = LlmConfiguration.Read(configuration);
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HealthBook>();
        services.AddSingleton(provider => new ConfiguredModels(settings, provider.GetRequiredService<HealthBook>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ProviderSecrets>();
        services.AddSingleton<UpstreamPool>();
        services.AddSingleton<TenantBooks>();
        services.AddSingleton<LivingProcesses>().AddUpkeep<LivingProcesses>(LivingProcesses.Plan, (processes, c) => processes.Look(c));
        services.AddSingleton<BudgetDesk>().AddUpkeep<BudgetDesk>(BudgetDesk.Returns, (budgets, c) => budgets.ReturnIdle(c));
        services.AddSingleton<Admission>();
        services.AddSingleton<Ledger>().AddHostedService(provider => provider.GetRequiredService<Ledger>());
        services.AddSingleton<LedgerRetention>().AddUpkeep<LedgerRetention>(LedgerRetention.Plan, (retention, c) => retention.Run(c));
        services.AddSingleton<CacheWriter>().AddHostedService(provider => provider.GetRequiredService<CacheWriter>());
        services.AddSingleton<CacheSweep>().AddUpkeep<CacheSweep>(CacheSweep.Plan, (sweep, c) => sweep.Run(c));
        services.AddSingleton<AnswerCache>();
        services.AddSingleton(settings.Quota);
        services.AddSingleton<BillingOutage>();
        services.AddSingleton<QuotaDesk>().AddSingleton<QuotaSettlements>().AddHostedService(provider => provider.GetRequiredService<QuotaSettlements>());
        services.AddSingleton<TokenEstimate>();
        services.AddSingleton<TokenCount>();
        services.AddSingleton<CallTelemetry>();
        services.AddSingleton<CallParts>();
        services.AddSingleton<PictureFetch>();
        services.AddSingleton<UploadedPictures>();
        services.AddSingleton<PictureSweep>().AddUpkeep<PictureSweep>(PictureSweep.Plan, (sweep, c) => sweep.Run(c)).AddHostedService(provider => provider.GetRequiredService<PictureSweep>());
        services.AddSingleton<RetryBudget>();
        services.AddSingleton<CallRunner>();
        services.AddSingleton<CallGate>();
        services.AddSingleton<HttpCalls>();
        return services.AddBatches(settings);
    }

    private static IServiceCollection AddBatches(this IServiceCollection services, LlmSettings settings)
    {
        services.AddSingleton(settings.Files).AddSingleton(settings.Batches);
        services.AddSingleton<KeptFiles>();
        services.AddSingleton<FileUpload>();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<BatchCommits>();
        services.AddSingleton<LineCall>();
        services.AddSingleton<KeyStanding>();
        services.AddSingleton<BatchLines>();
        services.AddSingleton<BatchOutput>();
        services.AddSingleton<RunningBatches>().AddHostedService(provider => provider.GetRequiredService<RunningBatches>());
        return services;
    }

    /// <summary>What the admin contracts are made of.</summary>
    public static IServiceCollection AddLlmAdmin(this IServiceCollection services)
    {
        services.AddSingleton<ConfigurationFile>();
        services.AddSingleton<IProviderProbe, ProviderProbe>();
        services.AddSingleton<IHealthView, HealthView>();
        services.AddSingleton<ProviderKeys>();
        services.AddSingleton(provider =>
        {
            var changed = new ConfigurationSignal();
            changed.Changed += provider.GetRequiredService<TenantBooks>().Forget;
            return changed;
        });
        return services;
    }
}
