using Microsoft.EntityFrameworkCore.Design;
using Sentralix.Aggregator.Storage;
using Sentralix.Assistants.Storage;
using Sentralix.Knowledge.Storage;
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
