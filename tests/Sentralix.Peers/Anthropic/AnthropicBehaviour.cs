using System.Text.Json;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;

namespace Sentralix.Peers.Anthropic;

/// <summary>How the stand-in behaves. Replaced as a whole while it runs.</summary>
public sealed record AnthropicBehaviour
{
    public const string DefaultText = "Возврат принимается в течение 14 дней. Refunds are accepted within 14 days.";

    /// <summary>The key it demands; null: none.</summary>
    public string? RequiredKey { get; init; }

    public IReadOnlyList<string> Models { get; init; } = ["claude-sonnet-4-5", "claude-opus-5-5"];

    /// <summary>What it answers to a request that keeps the rules.</summary>
    public Func<JsonElement, AnthropicMessage> Answer { get; init; } = static _ => new AnthropicMessage([MessageBlock.Text(DefaultText)]);

    /// <summary>What it answers where the tokens of a request are asked for.</summary>
    public Func<JsonElement, int> Counts { get; init; } = static _ => 2095;

    /// <summary>Send <c>ping</c> events, as the real one does.</summary>
    public bool Pings { get; init; } = true;

    public PeerManner Manner { get; init; } = new();

    public OpenAiFault? Fault { get; init; }
}

/// <summary>What to answer.</summary>
/// <param name="Blocks">In their order.</param>
public sealed record AnthropicMessage(IReadOnlyList<MessageBlock> Blocks)
{
    /// <summary>Null: <c>tool_use</c> where tools are called, else <c>end_turn</c>.</summary>
    public string? StopReason { get; init; }

    public AnthropicTokens Usage { get; init; } = new();

    /// <summary>Send the events of all blocks by turns and not block after block.</summary>
    public bool Interleaved { get; init; }
}

/// <summary>One block of an answer.</summary>
/// <param name="Type">As on the wire.</param>
/// <param name="Pieces">Of its text, thinking, or input, as a stream brings them.</param>
public sealed record MessageBlock(string Type, IReadOnlyList<string> Pieces)
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string Whole => string.Concat(Pieces);

    public static MessageBlock Text(params string[] pieces) => new("text", pieces);

    public static MessageBlock Thinking(params string[] pieces) => new("thinking", pieces);

    public static MessageBlock Redacted(string data) => new("redacted_thinking", [data]);

    public static MessageBlock ToolUse(string id, string name, params string[] input) => new("tool_use", input) { Id = id, Name = name };
}

/// <summary>What an answer used.</summary>
public sealed record AnthropicTokens
{
    public int Input { get; init; } = 25;

    public int Output { get; init; } = 15;

    public int CacheRead { get; init; }

    public int CacheWritten5m { get; init; }

    public int CacheWritten1h { get; init; }

    public int Thinking { get; init; }
}
