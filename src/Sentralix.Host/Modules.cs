using Sentralix.Aggregator;
using Sentralix.Assistants;
using Sentralix.Connectors.Avito;
using Sentralix.Connectors.JivoSite;
using Sentralix.Connectors.Max;
using Sentralix.Connectors.Telegram;
using Sentralix.Connectors.Vk;
using Sentralix.Console;
using Sentralix.Knowledge;
using Sentralix.Llm;
using Sentralix.Orchestrator;
using Sentralix.Platform.Hosting;

namespace Sentralix.Host;

/// <summary>The services of this program.</summary>
public static class Modules
{
    /// <summary>All of them; <c>--services</c> chooses.</summary>
    public static IReadOnlyList<IServiceModule> All { get; } =
    [
        new AggregatorModule(),
        new OrchestratorModule(),
        new AssistantsModule(),
        new KnowledgeModule(),
        new LlmModule(),
        new TelegramModule(),
        new VkModule(),
        new MaxModule(),
        new AvitoModule(),
        new JivoSiteModule(),
        new ConsoleModule(),
    ];
}
