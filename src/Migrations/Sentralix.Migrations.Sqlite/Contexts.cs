using Microsoft.EntityFrameworkCore.Design;
using Sentralix.Aggregator.Storage;
using Sentralix.Assistants.Storage;
using Sentralix.Connectors.Avito.Storage;
using Sentralix.Connectors.JivoSite.Storage;
using Sentralix.Connectors.Max.Storage;
using Sentralix.Connectors.Telegram.Storage;
using Sentralix.Connectors.Vk.Storage;
using Sentralix.Knowledge.Storage;
using Sentralix.Llm.Storage;
using Sentralix.Orchestrator.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Migrations.Sqlite;

// For `dotnet ef migrations add NAME --project src/Migrations/Sentralix.Migrations.Sqlite --context CONTEXT --output-dir SERVICE`.
internal sealed class AggregatorFactory : IDesignTimeDbContextFactory<AggregatorDbContext>
{
    public AggregatorDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<AggregatorDbContext>();
}

internal sealed class AssistantsFactory : IDesignTimeDbContextFactory<AssistantsDbContext>
{
    public AssistantsDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<AssistantsDbContext>();
}

internal sealed class KnowledgeFactory : IDesignTimeDbContextFactory<KnowledgeDbContext>
{
    public KnowledgeDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<KnowledgeDbContext>();
}

internal sealed class OrchestratorFactory : IDesignTimeDbContextFactory<OrchestratorDbContext>
{
    public OrchestratorDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<OrchestratorDbContext>();
}

internal sealed class TelegramFactory : IDesignTimeDbContextFactory<TelegramDbContext>
{
    public TelegramDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<TelegramDbContext>();
}

internal sealed class VkFactory : IDesignTimeDbContextFactory<VkDbContext>
{
    public VkDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<VkDbContext>();
}

internal sealed class MaxFactory : IDesignTimeDbContextFactory<MaxDbContext>
{
    public MaxDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<MaxDbContext>();
}

internal sealed class AvitoFactory : IDesignTimeDbContextFactory<AvitoDbContext>
{
    public AvitoDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<AvitoDbContext>();
}

internal sealed class JivoSiteFactory : IDesignTimeDbContextFactory<JivoSiteDbContext>
{
    public JivoSiteDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<JivoSiteDbContext>();
}

internal sealed class LlmFactory : IDesignTimeDbContextFactory<LlmDbContext>
{
    public LlmDbContext CreateDbContext(string[] args) => DesignTime.Sqlite<LlmDbContext>();
}
