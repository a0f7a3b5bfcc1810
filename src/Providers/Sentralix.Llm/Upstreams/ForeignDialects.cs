using Sentralix.Llm.Upstreams.Anthropic;
using Sentralix.Llm.Upstreams.Gemini;
using Sentralix.Llm.Upstreams.GigaChat;
using Sentralix.Llm.Upstreams.Yandex;

namespace Sentralix.Llm.Upstreams;

/// <summary>The dialects that are not OpenAI's, by kind of provider.</summary>
internal static class ForeignDialects
{
    private static readonly Dictionary<string, IForeignDialect> All = new IForeignDialect[]
    {
        new AnthropicDialect(), new GeminiDialect(), new YandexDialect(), new YandexCompatibleDialect(), new GigaChatDialect(),
    }.ToDictionary(dialect => dialect.Kind);

    /// <summary>Null: the kind speaks OpenAI's.</summary>
    public static IForeignDialect? Of(string kind) => All.GetValueOrDefault(kind);
}
