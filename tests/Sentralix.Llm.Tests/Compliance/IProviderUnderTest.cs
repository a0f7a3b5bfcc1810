using Sentralix.Llm.Dialect;
using Sentralix.Peers.OpenAi;

namespace Sentralix.Llm.Tests.Compliance;

/// <summary>A kind of provider, as its stand-in on the loopback: what a kind has to bring to pass the compliance kit.</summary>
internal interface IProviderUnderTest : IAsyncDisposable
{
    /// <summary>As administrators write it.</summary>
    string Kind { get; }

    Uri BaseUrl { get; }

    string Secret { get; }

    IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    /// <summary>The provider's name of a model.</summary>
    string Model { get; }

    /// <summary>Whether answers travel on as they are, errors included.</summary>
    bool SpeaksOurs => false;

    bool SeesImages => true;

    /// <summary>Whether the last chat showed it a picture.</summary>
    /// <param name="picture">In base64.</param>
    bool Saw(string picture) => Chats[^1].BodyText.Contains(picture, StringComparison.Ordinal);

    bool CallsInParallel => true;

    OpenAiJournal Journal { get; }

    /// <summary>The chats it was asked for, in order.</summary>
    IReadOnlyList<SeenRequest> Chats => Journal.Requests;

    /// <summary>What an answer of <see cref="Script.Text"/> to <see cref="Script.Question"/> uses.</summary>
    TokenUsage Uses { get; }

    /// <summary>From now on it does so.</summary>
    void Play(Script script);

    /// <summary>How it refuses.</summary>
    OpenAiFault Refusal(RefusalKind kind);
}

/// <summary>What a stand-in does, in words that all of them understand.</summary>
internal sealed record Script
{
    public const string Question = "Где мой заказ?";

    public string Text { get; init; } = "Заказ уже в пути: курьер будет завтра, after lunch.";

    /// <summary>Calls of functions in place of the text: names and arguments.</summary>
    public IReadOnlyList<(string Name, string Arguments)> Calls { get; init; } = [];

    /// <summary>Bytes at a time; null: an event at a time.</summary>
    public int? WriteSize { get; init; }

    public OpenAiFault? Fault { get; init; }

    /// <summary>The words of the text, each with the space behind it.</summary>
    public IReadOnlyList<string> Words
    {
        get
        {
            var words = Text.Split(' ');
            return [.. words.Select((word, at) => at == words.Length - 1 ? word : $"{word} ")];
        }
    }

    /// <summary>How most stand-ins count.</summary>
    public static int Tokens(string text) => (text.Length + 3) / 4;
}

/// <summary>Why a provider refuses, one kind for all providers.</summary>
public enum RefusalKind
{
    Key,
    Money,
    Rate,
    Overload,
    Request,
    Context,
}
