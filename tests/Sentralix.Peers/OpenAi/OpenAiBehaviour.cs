namespace Sentralix.Peers.OpenAi;

/// <summary>How the stand-in behaves. Replaced as a whole while it runs.</summary>
public sealed record OpenAiBehaviour
{
    public const string DefaultText = "Возврат принимается в течение 14 дней. Refunds are accepted within 14 days.";

    /// <summary>The bearer token it demands; null: none.</summary>
    public string? RequiredKey { get; init; }

    public IReadOnlyList<string> Models { get; init; } = ["stand-in-large", "stand-in-small"];

    /// <summary>What it answers.</summary>
    public Func<ChatAsked, ChatAnswer> Answer { get; init; } = static _ => new ChatAnswer(DefaultText);

    /// <summary>Time before the first byte, streamed or not.</summary>
    public TimeSpan BeforeFirst { get; init; }

    /// <summary>Time between the pieces of a stream.</summary>
    public TimeSpan BetweenPieces { get; init; }

    /// <summary>Time between <c>[DONE]</c> and the end of the body.</summary>
    public TimeSpan AfterDone { get; init; }

    /// <summary>Write answers in pieces of this many bytes, so that events and letters are torn apart; null: an event at a time.</summary>
    public int? WriteSize { get; init; }

    /// <summary>Lines of streams end with <c>\r\n</c>.</summary>
    public bool CarriageReturns { get; init; }

    /// <summary>Send <c>: keep-alive</c> comments between the pieces, as some providers do under load.</summary>
    public bool KeepAliveComments { get; init; }

    /// <summary>The name of the model in answers; null: the one that was asked for.</summary>
    public string? AnswersAs { get; init; }

    public OpenAiFault? Fault { get; init; }

    /// <summary>A fault by the number of the request, from 1; null: <see cref="Fault"/>.</summary>
    public Func<int, OpenAiFault?>? FaultOf { get; init; }

    /// <summary>Keep requests and answers in the journal. Off for benchmarks, whose requests would fill the memory.</summary>
    public bool KeepsJournal { get; init; } = true;
}

/// <summary>What was asked.</summary>
/// <param name="Model">The model's name as it arrived.</param>
/// <param name="LastUserText">The text of the last user message.</param>
/// <param name="SystemText">All system messages, one after another.</param>
/// <param name="HasTools">The request offers tools.</param>
/// <param name="Number">1 for the first chat request that the stand-in has seen.</param>
public sealed record ChatAsked(string Model, string LastUserText, string SystemText, bool HasTools, int Number);

/// <summary>What to answer.</summary>
public sealed record ChatAnswer(string Text)
{
    /// <summary>Calls of tools in place of text.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    public string FinishReason { get; init; } = "stop";

    /// <summary>The pieces of a stream; null: the text by words.</summary>
    public IReadOnlyList<string>? Pieces { get; init; }
}

/// <summary>A model's call of a function.</summary>
public sealed record ToolCall(string Id, string Name, string Arguments);
