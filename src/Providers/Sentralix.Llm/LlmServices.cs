using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Telemetry;
using Sentralix.Llm.Upstreams;

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
        services.AddSingleton(provider => new ModelCatalogue(settings, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CallTelemetry>();
        services.AddSingleton<ExtractEndpoint>();
        return services;
    }

    /// <summary>What the admin contracts are made of, but for <see cref="IProviderProbe"/> and <see cref="IHealthView"/>, which are the pipeline's.</summary>
    public static IServiceCollection AddLlmAdmin(this IServiceCollection services)
    {
        services.AddSingleton<ConfiguredModels>();
        services.AddSingleton<ConfigurationSignal>();
        services.AddSingleton<ProviderSecrets>();
        services.AddSingleton<ProviderKeys>();
        return services;
    }
}
