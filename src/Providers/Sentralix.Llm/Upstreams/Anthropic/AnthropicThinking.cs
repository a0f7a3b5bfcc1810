using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>How hard Claude is to think, and how long its answer may be: thinking counts against the same limit.</summary>
internal readonly record struct AnthropicThinking
{
    // https://platform.claude.com/docs/en/build-with-claude/extended-thinking: at least 1,024, and less than max_tokens.
    private const int SmallestBudget = 1024;

    public required long MaxTokens { get; init; }

    /// <summary>Of <c>output_config</c>.</summary>
    public string? Effort { get; init; }

    private string? Type { get; init; }

    private long Budget { get; init; }

    private string? Display { get; init; }

    public static bool TryRead(in ChatFields chat, AnthropicSettings settings, out AnthropicThinking thinking, out OpenAiError? refusal)
    {
        thinking = default;
        refusal = null;
        var name = !chat.MaxCompletionTokens.IsGiven ? "max_tokens" : "max_completion_tokens";
        var limit = !chat.MaxCompletionTokens.IsGiven ? chat.MaxTokens : chat.MaxCompletionTokens;
        var asked = limit.Integer() ?? 0;
        if (limit.IsGiven && asked < 1)
        {
            refusal = Refuse.InvalidValue(name, $"The field '{name}' must be a number of tokens.");
            return false;
        }

        thinking = new AnthropicThinking { MaxTokens = !limit.IsGiven ? settings.DefaultMaxTokens : asked };
        // A client that names Anthropic's own field knows what it wants.
        if (!chat.ReasoningEffort.IsGiven || chat.Thinking.IsObject) return true;
        if (EffortOf(chat.ReasoningEffort) is not { } effort)
        {
            refusal = Refuse.UnsupportedValue("reasoning_effort", "The field 'reasoning_effort' must be none, minimal, low, medium, high, xhigh or max.");
            return false;
        }

        if (effort == "none")
        {
            thinking = thinking with { Type = "disabled" };
            return true;
        }

        if (settings.Thinking == ThinkingWay.Adaptive)
        {
            thinking = thinking with { Type = "adaptive", Effort = effort, Display = settings.ThinkingDisplay };
            return true;
        }

        var budget = BudgetOf(effort);
        if (!limit.IsGiven)
        {
            thinking = thinking with { Type = "enabled", Budget = budget, MaxTokens = settings.DefaultMaxTokens + budget, Display = settings.ThinkingDisplay };
            return true;
        }

        // Half of what the client pays for is kept for the answer.
        thinking = thinking with { Type = "enabled", Budget = Math.Min(budget, asked / 2), Display = settings.ThinkingDisplay };
        if (thinking.Budget >= SmallestBudget) return true;
        refusal = Refuse.UnsupportedValue(name, $"To think, this model needs a '{name}' of at least {2 * SmallestBudget}.");
        return false;
    }

    public void Write(Utf8JsonWriter json, in ChatFields chat)
    {
        if (chat.Thinking.IsObject)
        {
            json.WriteRaw("thinking"u8, chat.Thinking);
            return;
        }

        if (Type is null) return;
        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, Type);
        if (Budget > 0) json.WriteNumber("budget_tokens"u8, Budget);
        if (Display is not null) json.WriteString("display"u8, Display);
        json.WriteEndObject();
    }

    private static string? EffortOf(RawJson effort)
    {
        if (effort.Is("none"u8)) return "none";
        if (effort.Is("minimal"u8) || effort.Is("low"u8)) return "low";
        if (effort.Is("medium"u8)) return "medium";
        if (effort.Is("high"u8)) return "high";
        if (effort.Is("xhigh"u8)) return "xhigh";
        return effort.Is("max"u8) ? "max" : null;
    }

    private static int BudgetOf(string effort) => effort switch
    {
        "low" => SmallestBudget,
        "medium" => 4096,
        "high" => 16_384,
        _ => 32_768,
    };
}
