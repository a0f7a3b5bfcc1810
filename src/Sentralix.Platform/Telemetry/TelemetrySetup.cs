using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Sentralix.Platform.Telemetry;

/// <summary>Traces and metrics to an OTLP collector, where one is configured (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>).</summary>
internal static class TelemetrySetup
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var endpoint = configuration["OTLP_ENDPOINT"] ?? configuration["otlp-endpoint"];
        if (string.IsNullOrEmpty(endpoint)) return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("sentralix"))
            .WithTracing(tracing => tracing
                .AddSource("Sentralix.*", "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter("Sentralix.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddRuntimeInstrumentation())
            .UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, new Uri(endpoint));
    }
}
