using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>How Claude is told to think. Models know one of the two ways.</summary>
internal enum ThinkingWay
{
    /// <summary>The model decides, and is told how hard to try.</summary>
    Adaptive,

    /// <summary>A number of tokens, for models before Claude 4.6.</summary>
    Budget,
}

/// <summary>What becomes of temperature, <c>top_p</c> and <c>top_k</c>.</summary>
internal enum SamplingWay
{
    Send,
    Drop,
    Refuse,
}

/// <summary>The settings of an Anthropic provider, read for one model.</summary>
internal sealed record AnthropicSettings(string Version, string? Beta, int DefaultMaxTokens, ThinkingWay Thinking, string? ThinkingDisplay, SamplingWay Sampling)
{
    private const string DefaultVersion = "2023-06-01";

    // This version of the API refuses them, whatever the model: https://platform.claude.com/docs/en/api/versioning
    private const string VersionWithoutSampling = "2026-10-21";

    public static bool TryRead(ForeignCall call, [NotNullWhen(true)] out AnthropicSettings? settings, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        settings = null;
        var model = ClaudeModel.Of(call.UpstreamModel);
        var version = Read(call, "version") ?? DefaultVersion;
        if (!int.TryParse(Read(call, "default_max_tokens") ?? "4096", NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) || tokens == 0)
            return Wrong("default_max_tokens", "a number of tokens", out refusal);

        ThinkingWay? thinking = Read(call, "thinking") switch
        {
            null or "auto" => model.ThinksAdaptively ? ThinkingWay.Adaptive : ThinkingWay.Budget,
            "adaptive" => ThinkingWay.Adaptive,
            "budget" => ThinkingWay.Budget,
            _ => null,
        };
        if (thinking is null) return Wrong("thinking", "auto, adaptive or budget", out refusal);

        var display = Read(call, "thinking_display");
        if (display is not (null or "summarized" or "omitted")) return Wrong("thinking_display", "summarized or omitted", out refusal);

        SamplingWay? sampling = Read(call, "sampling") switch
        {
            null or "auto" => model.TakesSampling && string.CompareOrdinal(version, VersionWithoutSampling) < 0 ? SamplingWay.Send : SamplingWay.Refuse,
            "send" => SamplingWay.Send,
            "drop" => SamplingWay.Drop,
            _ => null,
        };
        if (sampling is null) return Wrong("sampling", "auto, send or drop", out refusal);

        settings = new AnthropicSettings(version, Read(call, "beta"), tokens, thinking.Value, display, sampling.Value);
        refusal = null;
        return true;
    }

    private static string? Read(ForeignCall call, string name) => call.Settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private static bool Wrong(string name, string wanted, out OpenAiError refusal)
    {
        refusal = new OpenAiError(500, $"The provider's setting '{name}' must be {wanted}.", "server_error", null, "wrong_setting");
        return false;
    }
}
