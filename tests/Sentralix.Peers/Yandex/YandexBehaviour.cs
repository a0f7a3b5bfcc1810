using System.Security.Cryptography;

namespace Sentralix.Peers.Yandex;

/// <summary>What the stand-in knows and says.</summary>
public sealed record YandexBehaviour
{
    public const string DefaultText = "Возврат принимается в течение 14 дней.";

    /// <summary>The folder that its models are in.</summary>
    public string Folder { get; init; } = "b1gstandin0000000000";

    /// <summary>The API key it takes; null: tokens only.</summary>
    public string? ApiKey { get; init; } = "AQVN-secret-of-the-stand-in";

    /// <summary>The public half of a service account's key, and whose it is.</summary>
    public YandexAccount? Account { get; init; }

    /// <summary>The OAuth token that it exchanges for a token of its own.</summary>
    public string? OAuthToken { get; init; }

    /// <summary>How long a token lives.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How many generations may be under way at once.</summary>
    public int Concurrency { get; init; } = 10;

    public IReadOnlyList<string> Models { get; init; } = ["yandexgpt/latest", "yandexgpt/rc", "yandexgpt-lite/latest", "qwen3-235b-a22b-fp8/latest"];

    public IReadOnlyList<string> EmbeddingModels { get; init; } = ["text-search-doc/latest", "text-search-query/latest"];

    /// <summary>What it answers.</summary>
    public Func<YandexAsked, YandexSays> Answer { get; init; } = static _ => new YandexSays(DefaultText);

    /// <summary>Completion tokens that were spent on reasoning.</summary>
    public int Reasoning { get; init; }
}

/// <summary>A service account's key, its public half.</summary>
public sealed record YandexAccount(string KeyId, string AccountId, RSAParameters PublicKey);

/// <summary>What was asked.</summary>
/// <param name="ModelUri">The model's whole address.</param>
/// <param name="LastUserText">The text of the last user message that has one.</param>
/// <param name="Tools">The names of the functions on offer.</param>
/// <param name="Results">Results of functions, <c>name=content</c>, in order.</param>
public sealed record YandexAsked(string ModelUri, string LastUserText, IReadOnlyList<string> Tools, IReadOnlyList<string> Results);

/// <summary>What to answer.</summary>
public sealed record YandexSays(string Text)
{
    /// <summary>Calls in place of the text: functions' names and their arguments, JSON objects.</summary>
    public IReadOnlyList<(string Name, string Arguments)> Calls { get; init; } = [];

    /// <summary>How the answer ends: <c>FINAL</c>, <c>TRUNCATED_FINAL</c> or <c>CONTENT_FILTER</c>.</summary>
    public string Status { get; init; } = "FINAL";

    /// <summary>What a stream's events hold before the last, each the whole text so far; null: the text by words.</summary>
    public IReadOnlyList<string>? SoFar { get; init; }
}
