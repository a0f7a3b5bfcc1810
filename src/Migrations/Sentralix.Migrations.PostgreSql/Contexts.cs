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

namespace Sentralix.Migrations.PostgreSql;

// For `dotnet ef migrations add NAME --project src/Migrations/Sentralix.Migrations.PostgreSql --context CONTEXT --output-dir SERVICE`.
internal sealed class AggregatorFactory : IDesignTimeDbContextFactory<AggregatorDbContext>
{
    public AggregatorDbContext CreateDbContext(string[] args) => DesignTime.Postgres<AggregatorDbContext>("api");
}

internal sealed class AssistantsFactory : IDesignTimeDbContextFactory<AssistantsDbContext>
{
    public AssistantsDbContext CreateDbContext(string[] args) => DesignTime.Postgres<AssistantsDbContext>("assistants");
}

internal sealed class KnowledgeFactory : IDesignTimeDbContextFactory<KnowledgeDbContext>
{
    public KnowledgeDbContext CreateDbContext(string[] args) => DesignTime.Postgres<KnowledgeDbContext>("knowledge");
}

internal sealed class OrchestratorFactory : IDesignTimeDbContextFactory<OrchestratorDbContext>
{
    public OrchestratorDbContext CreateDbContext(string[] args) => DesignTime.Postgres<OrchestratorDbContext>("orchestrator");
}

internal sealed class PlatformFactory : IDesignTimeDbContextFactory<PlatformDbContext>
{
    public PlatformDbContext CreateDbContext(string[] args) => DesignTime.Postgres<PlatformDbContext>(PlatformDbContext.Name);
}

internal sealed class TelegramFactory : IDesignTimeDbContextFactory<TelegramDbContext>
{
    public TelegramDbContext CreateDbContext(string[] args) => DesignTime.Postgres<TelegramDbContext>("telegram");
}

internal sealed class VkFactory : IDesignTimeDbContextFactory<VkDbContext>
{
    public VkDbContext CreateDbContext(string[] args) => DesignTime.Postgres<VkDbContext>("vk");
}

internal sealed class MaxFactory : IDesignTimeDbContextFactory<MaxDbContext>
{
    public MaxDbContext CreateDbContext(string[] args) => DesignTime.Postgres<MaxDbContext>("max");
}

internal sealed class AvitoFactory : IDesignTimeDbContextFactory<AvitoDbContext>
{
    public AvitoDbContext CreateDbContext(string[] args) => DesignTime.Postgres<AvitoDbContext>("avito");
}

internal sealed class JivoSiteFactory : IDesignTimeDbContextFactory<JivoSiteDbContext>
{
    public JivoSiteDbContext CreateDbContext(string[] args) => DesignTime.Postgres<JivoSiteDbContext>("jivosite");
}

internal sealed class LlmFactory : IDesignTimeDbContextFactory<LlmDbContext>
{
    public LlmDbContext CreateDbContext(string[] args) => DesignTime.Postgres<LlmDbContext>("assistants");
}
