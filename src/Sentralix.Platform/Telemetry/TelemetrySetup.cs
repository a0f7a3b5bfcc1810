using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Telemetry;

/// <summary>Traces and metrics to an OTLP collector, where one is configured (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>,
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>).</summary>
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
            .UseOtlpExporter(Protocol(configuration["OTLP_PROTOCOL"] ?? configuration["otlp-protocol"]), new Uri(endpoint));
    }

    private static OtlpExportProtocol Protocol(string? name) => name switch
    {
        null or "" or "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        _ => throw new PlatformStartException($"OTEL_EXPORTER_OTLP_PROTOCOL must be grpc or http/protobuf, not '{name}'."),
    };
}
