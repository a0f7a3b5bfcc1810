using Sentralix.Aggregator;
using Sentralix.Assistants;
using Sentralix.Connectors.Avito;
using Sentralix.Connectors.JivoSite;
using Sentralix.Connectors.Max;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Connectors.Sandbox.Max;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.Connectors.Sandbox.Vk;
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
    /// <summary>All of them; <c>--services</c> chooses. A messenger and its stand-ins know nothing of each other: they meet here.</summary>
    public static IReadOnlyList<IServiceModule> All { get; } =
    [
        new AggregatorModule(),
        new OrchestratorModule(),
        new AssistantsModule(),
        new KnowledgeModule(),
        new LlmModule(),
        new TelegramModule(new TelegramSandbox()),
        new VkModule(new VkSandbox()),
        new MaxModule(new MaxSandbox()),
        new AvitoModule(new AvitoSandbox()),
        new JivoSiteModule(new JivoSandbox()),
        new ConsoleModule(),
    ];
}
