using System.Diagnostics;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Telemetry;

/// <summary>One call of a model in the trace and in the metrics, in the words of OpenTelemetry's GenAI semantic
/// conventions. Prompts and answers are customer data and never part of it.</summary>
internal sealed class ModelCall : IDisposable
{
    private readonly CallTelemetry telemetry;
    private readonly Activity? activity;
    private readonly string operation;
    private readonly ModelRoute route;
    private readonly Upstream upstream;
    private readonly long started;
    private string? errorType;

    public ModelCall(CallTelemetry telemetry, string operation, ModelRoute route, Upstream upstream)
    {
        this.upstream = upstream;
        this.telemetry = telemetry;
        this.operation = operation;
        this.route = route;
        started = telemetry.Time.GetTimestamp();
        // Without a listener there is no name to make.
        activity = CallTelemetry.Source.HasListeners() ? CallTelemetry.Source.StartActivity($"{operation} {route.Id}", ActivityKind.Client) : null;
        if (activity is null) return;
        activity.SetTag("gen_ai.operation.name", operation);
        activity.SetTag("gen_ai.provider.name", Provider);
        activity.SetTag("gen_ai.request.model", route.Id);
        if (upstream.IsBuiltin) return;
        activity.SetTag("server.address", upstream.Settings.BaseUrl.Host);
        activity.SetTag("server.port", upstream.Settings.BaseUrl.Port);
    }

    private string Provider => upstream.Name;

    /// <summary>What is done from here on is done for this call. Has effect in the asynchronous method that says it and in what that calls.</summary>
    public void Enter()
    {
        if (activity is not null) Activity.Current = activity;
    }

    public void Asked(long? maxTokens, double? temperature)
    {
        if (activity is null) return;
        if (maxTokens is { } limit) activity.SetTag("gen_ai.request.max_tokens", limit);
        if (temperature is { } value) activity.SetTag("gen_ai.request.temperature", value);
    }

    public void Answered(string? model, string? id, string? finishReason)
    {
        if (activity is null) return;
        if (model is not null) activity.SetTag("gen_ai.response.model", model);
        if (id is not null) activity.SetTag("gen_ai.response.id", id);
        if (finishReason is not null) activity.SetTag("gen_ai.response.finish_reasons", new[] { finishReason });
    }

    public void Used(TokenUsage? usage)
    {
        if (usage is not { } tokens) return;
        activity?.SetTag("gen_ai.usage.input_tokens", tokens.PromptTokens);
        activity?.SetTag("gen_ai.usage.output_tokens", tokens.CompletionTokens);
        if (!CallTelemetry.Tokens.Enabled) return;
        CallTelemetry.Tokens.Record(tokens.PromptTokens, Tags("gen_ai.token.type", "input"));
        CallTelemetry.Tokens.Record(tokens.CompletionTokens, Tags("gen_ai.token.type", "output"));
    }

    public void Failed(UpstreamFault fault)
    {
        errorType = fault.Code.Name();
        activity?.SetTag("error.type", errorType);
        // The upstream's words may quote the prompt; they stay out of traces and logs.
        activity?.SetStatus(ActivityStatusCode.Error, errorType);
        telemetry.LogFault(fault, operation, route.Id);
    }

    /// <summary>The caller left before the end.</summary>
    public void Cancelled()
    {
        errorType = "cancelled";
        activity?.SetTag("error.type", errorType);
    }

    public void Dispose()
    {
        if (CallTelemetry.Duration.Enabled) CallTelemetry.Duration.Record(telemetry.Time.GetElapsedTime(started).TotalSeconds, Tags("error.type", errorType));
        activity?.Dispose();
    }

    private TagList Tags(string name, string? value)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", operation },
            { "gen_ai.provider.name", Provider },
            { "gen_ai.request.model", route.Id },
        };
        if (value is not null) tags.Add(name, value);
        return tags;
    }
}
