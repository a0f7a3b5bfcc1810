using System.Text.Json;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;

namespace Sentralix.Peers.Gemini;

/// <summary>How the stand-in behaves. Replaced as a whole while it runs.</summary>
public sealed record GeminiBehaviour
{
    public const string DefaultText = "Возврат принимается в течение 14 дней. Refunds are accepted within 14 days.";

    /// <summary>The key it demands; null: none.</summary>
    public string? RequiredKey { get; init; }

    public IReadOnlyList<string> Models { get; init; } = ["gemini-2.5-flash", "gemini-3-pro-preview", "gemini-embedding-001"];

    /// <summary>What it answers to a request that keeps the rules.</summary>
    public Func<JsonElement, ContentSaid> Answer { get; init; } = static _ => new ContentSaid([new ContentCandidate([ContentPart.OfText(DefaultText)])]);

    /// <summary>Take calls that say of themselves that nobody has signed them, as the real one does; where not, every call has to bring the signature
    /// that it came with.</summary>
    public bool TakesUnsigned { get; init; } = true;

    /// <summary>Embeddings report what they used, as those of newer models do.</summary>
    public bool CountsEmbeddings { get; init; }

    public PeerManner Manner { get; init; } = new();

    public OpenAiFault? Fault { get; init; }
}

/// <summary>What to answer.</summary>
/// <param name="Candidates">None: the prompt is blocked.</param>
public sealed record ContentSaid(IReadOnlyList<ContentCandidate> Candidates)
{
    public string? BlockReason { get; init; }

    public GeminiTokens Usage { get; init; } = new();
}

/// <summary>One of the answers.</summary>
/// <param name="Parts">In their order; a stream brings each in an event of its own.</param>
public sealed record ContentCandidate(IReadOnlyList<ContentPart> Parts)
{
    public string FinishReason { get; init; } = "STOP";
}

/// <summary>One part of an answer.</summary>
public sealed record ContentPart
{
    public string? Text { get; init; }

    public bool IsThought { get; init; }

    /// <summary>Sent as <c>thoughtSignature</c>; the stand-in takes back those that it made (<see cref="Sign"/>).</summary>
    public string? Signature { get; init; }

    public string? CallId { get; init; }

    public string? CallName { get; init; }

    /// <summary>A JSON object.</summary>
    public string CallArguments { get; init; } = "{}";

    public static ContentPart OfText(string text) => new() { Text = text };

    public static ContentPart Thought(string text) => new() { Text = text, IsThought = true };

    public static ContentPart Call(string name, string arguments, string? id = null) => new() { CallName = name, CallArguments = arguments, CallId = id };

    /// <summary>The signature that this stand-in puts under a call.</summary>
    public static string Sign(string name) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"stand-in:{name}"));
}

/// <summary>What an answer used.</summary>
public sealed record GeminiTokens
{
    public int Prompt { get; init; } = 25;

    public int Candidates { get; init; } = 15;

    public int Thoughts { get; init; }

    public int Cached { get; init; }

    public int ToolPrompt { get; init; }
}
