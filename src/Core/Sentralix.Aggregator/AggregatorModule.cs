using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Aggregator.Bootstrap;
using Sentralix.Aggregator.Chat;
using Sentralix.Aggregator.Conversations;
using Sentralix.Aggregator.Demo;
using Sentralix.Aggregator.Fences;
using Sentralix.Aggregator.Files;
using Sentralix.Aggregator.Keys;
using Sentralix.Aggregator.Knowledge;
using Sentralix.Aggregator.Scenarios;
using Sentralix.Aggregator.Storage;
using Sentralix.Aggregator.Tokens;
using Sentralix.Aggregator.Web;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Http;

namespace Sentralix.Aggregator;

/// <summary>The platform's public API: keys and tokens, conversations, files, and the ways to the other services.</summary>
public sealed class AggregatorModule : IServiceModule
{
    /// <summary>The service's prefix.</summary>
    public const string ServiceName = "api";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddStore<AggregatorDbContext>();
        AddBorder(setup);
        AddConversations(setup);
        AddFiles(setup);
        setup.AddContract<IKnowledgeApi, KnowledgeApi>();
        setup.AddContract<IScenarioApi, ScenarioApi>();
        setup.Services.AddSingleton<GuideLibrary>();
        setup.Services.AddSingleton<GuideAssistant>();
        setup.AddWork<GuideSeeding>();
        setup.Services.AddSingleton<FirstTenant>();
        setup.Services.AddSingleton<IBootstrap>(sp => sp.GetRequiredService<FirstTenant>());
        setup.Services.AddHostedService(sp => sp.GetRequiredService<FirstTenant>());
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.ServiceProvider.GetRequiredService<FileContent>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ChatApi>().Map(routes);
        routes.ServiceProvider.GetRequiredService<WebSessions>().Map(routes);
    }

    private static void AddBorder(ServiceSetup setup)
    {
        setup.Services.AddSingleton<KeyLookup>();
        setup.Services.AddSingleton<TokenSeal>();
        setup.Services.AddSingleton<IPublicBorder, PublicBorder>();
        setup.AddContract<IApiKeys, ApiKeys>();
        setup.AddContract<ISessionTokens, SessionTokens>();
    }

    private static void AddConversations(ServiceSetup setup)
    {
        setup.Services.AddSingleton<WebConnections>();
        setup.Services.AddSingleton<Opening>();
        setup.Services.AddSingleton<Intake>();
        setup.Services.AddSingleton<Follower>();
        setup.Services.AddSingleton<FenceBoard>();
        setup.AddContract<IConversationApi, ConversationApi>();
        setup.AddContract<IWebChannel, WebChannel>();
        setup.Services.AddSingleton<IPublicFork, ChatFork>();
        setup.Services.AddSingleton<ChatApi>();
        setup.Services.AddSingleton<WebSessions>();
    }

    private static void AddFiles(ServiceSetup setup)
    {
        setup.Services.AddSingleton<StoredFiles>();
        setup.Services.AddSingleton<FileContent>();
        setup.AddWork<FileRemoval>();
        setup.AddContract<IFileApi, FileApi>();
        setup.AddContract<IFileStore, FileStore>();
    }
}
