namespace Sentralix.Peers.GigaChat;

/// <summary>What the stand-in knows and says.</summary>
public sealed record GigaChatBehaviour
{
    public const string DefaultText = "Возврат принимается в течение 14 дней.";

    /// <summary>Base64 of the client's id and secret.</summary>
    public string AuthorizationKey { get; init; } = "Y2xpZW50LWlkOmNsaWVudC1zZWNyZXQ=";

    /// <summary>The API that the account has.</summary>
    public string Scope { get; init; } = "GIGACHAT_API_PERS";

    /// <summary>How long a token lives.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How the life's end is told.</summary>
    public GigaChatTokenForm TokenForm { get; init; }

    /// <summary>How many chats may be under way at once. Private persons have one.</summary>
    public int Concurrency { get; init; } = 1;

    public IReadOnlyList<string> Models { get; init; } = ["GigaChat", "GigaChat-2-Max", "Embeddings"];

    /// <summary>What it answers.</summary>
    public Func<GigaChatAsked, GigaChatSays> Answer { get; init; } = static _ => new GigaChatSays(DefaultText);

    /// <summary>Prompt tokens that are said to come out of the cache: not among the prompt's.</summary>
    public int Precached { get; init; }
}

/// <summary>How a token's answer looks.</summary>
public enum GigaChatTokenForm
{
    /// <summary><c>access_token</c>, <c>expires_at</c> in milliseconds.</summary>
    Usual,

    /// <summary><c>tok</c>, <c>exp</c> in seconds.</summary>
    ShortSeconds,

    /// <summary><c>tok</c>, <c>exp</c> in milliseconds.</summary>
    ShortMilliseconds,
}

/// <summary>What was asked.</summary>
/// <param name="Model">The model.</param>
/// <param name="LastUserText">The text of the last user message.</param>
/// <param name="Functions">The names of the functions on offer.</param>
/// <param name="Results">The contents of function messages, in order.</param>
public sealed record GigaChatAsked(string Model, string LastUserText, IReadOnlyList<string> Functions, IReadOnlyList<string> Results);

/// <summary>What to answer.</summary>
public sealed record GigaChatSays(string Text)
{
    /// <summary>A call in place of the text: the function's name and its arguments, a JSON object.</summary>
    public (string Name, string Arguments)? Call { get; init; }

    /// <summary>The state that a call carries; null: none.</summary>
    public string? State { get; init; } = "77d3fb14-457a-46ba-937e-8d856156d003";

    public string Finish { get; init; } = "stop";

    /// <summary>The pieces of a stream; null: the text by words.</summary>
    public IReadOnlyList<string>? Pieces { get; init; }
}
