using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Sentralix.Console.Languages;

/// <summary>Everything the page says, in one language. The script gets the same record as JSON, so that no text exists twice.</summary>
internal sealed record Wording
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public required string Title { get; init; }

    public required string Greeting { get; init; }

    public required string Introduction { get; init; }

    public required IReadOnlyList<string> Suggestions { get; init; }

    public required string SuggestionsLabel { get; init; }

    public required string Thread { get; init; }

    public required string Input { get; init; }

    public required string Hint { get; init; }

    public required string Send { get; init; }

    public required string Stop { get; init; }

    public required string New { get; init; }

    public required string Api { get; init; }

    public required string OtherLanguage { get; init; }

    public required string NeedsScript { get; init; }

    public required string You { get; init; }

    public required string Assistant { get; init; }

    public required string Operator { get; init; }

    public required string Working { get; init; }

    public required string Sources { get; init; }

    public required string Choices { get; init; }

    public required string Close { get; init; }

    public required string Waiting { get; init; }

    public required string NotSent { get; init; }

    public required string Retry { get; init; }

    public required string Reconnecting { get; init; }

    public required string Offline { get; init; }

    public required string ChatOff { get; init; }

    public required string NobodyAnswers { get; init; }

    public required string Busy { get; init; }

    public required string SessionEnded { get; init; }

    public required string Stopped { get; init; }

    public required string Failed { get; init; }

    public required string OperatorJoined { get; init; }

    public required string OperatorLeft { get; init; }

    public required string Attachment { get; init; }

    public static Wording Of(string language) => language == PageLanguage.Russian ? RussianWording.Value : EnglishWording.Value;

    public string ToJson() => JsonSerializer.Serialize(this, Camel);
}
