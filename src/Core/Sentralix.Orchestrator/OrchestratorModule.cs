using Microsoft.Extensions.DependencyInjection;
using Sentralix.Contracts.Knowledge;
using Sentralix.Contracts.Llm;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Configuration;
using Sentralix.Orchestrator.Control;
using Sentralix.Orchestrator.Conversations;
using Sentralix.Orchestrator.Outbound;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Sessions;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Hosting;

namespace Sentralix.Orchestrator;

/// <summary>Sessions, turns, runs and scenarios.</summary>
public sealed class OrchestratorModule : IServiceModule
{
    internal const string ServiceName = "orchestrator";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddStore<OrchestratorDbContext>();
        setup.AddContract<IConversations, Conversations.Conversations>();
        setup.AddContract<IScenarios, Scenarios.Scenarios>();
        setup.AddWork<TurnHandler>();
        setup.AddWork<FenceHandler>();
        setup.AddWork<OutgoingHandler>();
        setup.UseGrains();

        var services = setup.Services;
        services.AddSingleton(sp => new RunServices(sp.GetRequiredService<IKnowledge>(), sp.GetRequiredService<ITextGeneration>()));
        services.AddSingleton<Intake>();
        services.AddSingleton<ChannelNews>();
        services.AddSingleton<Outgoing>();
        services.AddSingleton<Messengers>();
        services.AddSingleton<ControlDesk>();
        services.AddSingleton<FenceRaiser>();
        services.AddSingleton<TurnRunner>();
        services.AddSingleton<TurnCommits>();
        services.AddSingleton<Announcer>();
        services.AddSingleton<ConversationStream>();
        services.AddSingleton<ConversationFeed>();
        services.AddHostedService(sp => sp.GetRequiredService<ConversationFeed>());
        services.AddSingleton<ActiveReleases>();
        services.AddHostedService(sp => sp.GetRequiredService<ActiveReleases>());
    }
}
