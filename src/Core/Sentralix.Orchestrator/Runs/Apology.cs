using Sentralix.Contracts.Assistants;

namespace Sentralix.Orchestrator.Runs;

/// <summary>What the customer reads when an answer could not be made: the assistant's own words, in the customer's language.</summary>
internal static class Apology
{
    private static readonly IReadOnlyDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["ru"] = "Простите, сейчас не получается ответить. Напишите, пожалуйста, ещё раз чуть позже.",
        ["en"] = "Sorry, I cannot answer right now. Please write again a little later.",
    };

    private static readonly IReadOnlyDictionary<string, string> Restarts = new Dictionary<string, string>
    {
        ["ru"] = "Простите, ответ прервался. Начну сначала.\n\n",
        ["en"] = "Sorry, my answer broke off. Let me begin again.\n\n",
    };

    /// <summary>What stands before an answer whose beginning was seen once already and was lost.</summary>
    public static string Again(string question, AssistantConfiguration configuration) =>
        Restarts.GetValueOrDefault(LanguageOf(question) ?? configuration.Locale) ?? Restarts["en"];

    public static string For(string question, AssistantConfiguration configuration)
    {
        var language = LanguageOf(question) ?? configuration.Locale;
        return configuration.Apologies.GetValueOrDefault(language) ?? Defaults.GetValueOrDefault(language) ?? Defaults["en"];
    }

    private static string? LanguageOf(string text)
    {
        var cyrillic = text.Count(c => c is >= 'Ѐ' and <= 'ӿ');
        var latin = text.Count(char.IsAsciiLetter);
        return cyrillic + latin == 0 ? null : cyrillic >= latin ? "ru" : "en";
    }
}
