using System.Text;
using System.Text.RegularExpressions;
using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Extract;

/// <summary><c>builtin/extract</c>: what answers when no language model is configured. It is not a language model and is
/// never presented as one: it generates nothing, it quotes the one to three sentences of the retrieved passages that answer
/// the last question best, with their citations, or says that it found nothing. The same input gives the same answer.</summary>
internal static partial class ExtractModel
{
    public const string Id = "builtin/extract";

    /// <summary>The provider that serves it, as routes and the ledger name it.</summary>
    public const string Provider = "builtin";

    /// <summary>Its name there.</summary>
    public const string Name = "extract";

    /// <summary>Whom it is of, in the list of models.</summary>
    public const string Owner = "sentralix";

    /// <summary>The finish of a typed answer that found nothing in the passages. A scenario can hand over to a person on it without comparing
    /// texts.</summary>
    public const string NotFound = "not_found";

    /// <summary>Shown beside the model in lists.</summary>
    public const string Description =
        "Not a language model: quotes the best sentences of the retrieved passages with their citations.";

    private const string NothingRussian = "Не нашёл ответа в базе знаний.";
    private const string NothingEnglish = "I found no answer in the knowledge base.";

    public static ExtractedAnswer Answer(IReadOnlyList<GenerationMessage> messages)
    {
        var text = messages.LastOrDefault(message => message.Role == "user")?.Content ?? "";
        var passages = PassageReader.Read(
            messages.Where(message => message.Role is "system" or "developer").Select(message => message.Content));
        var units = passages.SelectMany((passage, index) => UnitSplitter.Split(index, passage)).ToList();
        var question = Question.Of(text, units);
        var chosen = Selection.Choose(question, units);
        return chosen.Count > 0
            ? new ExtractedAnswer(Quote(chosen, passages), true)
            : new ExtractedAnswer(question.IsRussian ? NothingRussian : NothingEnglish, false);
    }

    /// <summary>A text in pieces of about a word, for streaming.</summary>
    public static IEnumerable<string> Pieces(string text) => Piece().Matches(text).Select(match => match.Value);

    private static string Quote(IReadOnlyList<TextUnit> units, IReadOnlyList<Passage> passages)
    {
        var answer = new StringBuilder();
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units[i];
            if (i > 0) answer.Append(units[i - 1].IsSentence ? ' ' : '\n');
            answer.Append(unit.Text);
            // One mark for sentences in a row out of one passage.
            var isLastOfPassage = i + 1 == units.Count || units[i + 1].Passage != unit.Passage;
            if (isLastOfPassage) answer.Append(" [").Append(passages[unit.Passage].Number).Append(']');
        }

        return answer.ToString();
    }

    [GeneratedRegex(@"\S+\s*|\s+")]
    private static partial Regex Piece();
}

/// <summary>What <c>builtin/extract</c> answers.</summary>
/// <param name="Text">Quoted sentences with citations, or that there are none.</param>
/// <param name="Found">False: nothing in the passages answers the question.</param>
internal sealed record ExtractedAnswer(string Text, bool Found);
