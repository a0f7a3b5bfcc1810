using System.Diagnostics.CodeAnalysis;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>The settings of a Gemini provider, read for one model.</summary>
/// <param name="Version">Of the API.</param>
/// <param name="ThinksByLevel">Tell how hard to think by a level, not by a number of tokens.</param>
/// <param name="IncludeThoughts">Ask for summaries of the thinking where the client asks for thinking.</param>
/// <param name="TaskType">What embeddings are for; null: nothing is said.</param>
internal sealed record GeminiSettings(string Version, bool ThinksByLevel, bool IncludeThoughts, string? TaskType)
{
    public static bool TryRead(ForeignCall call, [NotNullWhen(true)] out GeminiSettings? settings, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        settings = null;
        bool? byLevel = Read(call, "thinking") switch
        {
            null or "auto" => GeminiModel.Of(call.UpstreamModel).ThinksByLevel,
            "level" => true,
            "budget" => false,
            _ => null,
        };
        if (byLevel is null) return Wrong("thinking", "auto, level or budget", out refusal);

        bool? thoughts = Read(call, "include_thoughts") switch
        {
            null or "true" => true,
            "false" => false,
            _ => null,
        };
        if (thoughts is null) return Wrong("include_thoughts", "true or false", out refusal);

        settings = new GeminiSettings(Read(call, "version") ?? "v1beta", byLevel.Value, thoughts.Value, Read(call, "task_type"));
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
