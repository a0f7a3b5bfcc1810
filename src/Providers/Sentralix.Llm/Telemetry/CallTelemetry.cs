using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Telemetry;

/// <summary>Traces, metrics and log lines of model calls.</summary>
internal sealed partial class CallTelemetry(TimeProvider time, ILogger<CallTelemetry> logger)
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Sentralix.Llm";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Duration of a call of a model.");

    public static readonly Histogram<long> Tokens =
        Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens used, as the provider counted them.");

    public TimeProvider Time => time;

    public ModelCall Start(string operation, ModelRoute route, RouteTarget target) => new(this, operation, route, target.Upstream);

    public void LogFault(UpstreamFault fault, string operation, string model) =>
        Log.Failed(logger, fault.Upstream, operation, model, fault.Code.Name(), fault.Status);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Upstream {Upstream} failed {Operation} of {Model}: {Code} (status {Status})")]
        public static partial void Failed(
            ILogger logger, string upstream, string operation, string model, string code, int? status);
    }
}
