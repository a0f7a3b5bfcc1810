using Microsoft.EntityFrameworkCore.Design;
using Sentralix.Aggregator.Storage;
using Sentralix.Assistants.Storage;
using Sentralix.Knowledge.Storage;
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
