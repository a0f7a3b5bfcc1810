using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Host.Tests.Migrations;

/// <summary>The migrations make the tables that the models mean. What an installation has comes from migrations alone.</summary>
public sealed class PendingChangesTests
{
    private static readonly string[] Providers = ["Sentralix.Migrations.Sqlite", "Sentralix.Migrations.PostgreSql"];

    public static IEnumerable<TheoryDataRow<string, string>> Models => Providers.SelectMany(p => Factories(p).Keys.Select(c => new TheoryDataRow<string, string>(p, c.Name)));

    [Theory, MemberData(nameof(Models))]
    public void A_model_has_no_changes_without_a_migration(string provider, string context)
    {
        using var made = Make(Factories(provider).Single(f => f.Key.Name == context).Value);

        Assert.NotEmpty(made.Database.GetMigrations());
        Assert.False(made.Database.HasPendingModelChanges(), $"{context} has changes that {provider} has no migration for: `dotnet ef migrations add`, see Contexts.cs there.");
    }

    [Fact]
    public void Every_context_of_every_service_has_migrations_for_both_databases()
    {
        var contexts = Modules.All.Select(m => m.GetType().Assembly).Append(typeof(ServiceDbContext).Assembly)
            .SelectMany(a => a.GetTypes()).Where(t => t.IsSubclassOf(typeof(ServiceDbContext))).ToList();
        Assert.True(contexts.Count >= 5);

        Assert.Equal(Names(contexts), Names(Factories("Sentralix.Migrations.PostgreSql").Keys));

        // What several processes share is in PostgreSQL only.
        Assert.Equal(Names(contexts.Where(c => c != typeof(PlatformDbContext))), Names(Factories("Sentralix.Migrations.Sqlite").Keys));
    }

    [Fact]
    public void A_model_without_its_migration_would_be_seen()
    {
        using var sqlite = DesignTime.Sqlite<ForgottenDbContext>();
        using var postgres = DesignTime.Postgres<ForgottenDbContext>("forgotten");

        Assert.True(sqlite.Database.HasPendingModelChanges());
        Assert.True(postgres.Database.HasPendingModelChanges());
    }

    private static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(t => t.Name).Order(StringComparer.Ordinal);

    private static Dictionary<Type, Type> Factories(string provider) =>
        Assembly.Load(provider).GetTypes().SelectMany(t => t.GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition().Name == "IDesignTimeDbContextFactory`1")
            .Select(i => (Context: i.GetGenericArguments()[0], Factory: t))).ToDictionary(f => f.Context, f => f.Factory);

    private static DbContext Make(Type factory) =>
        (DbContext)factory.GetMethod(nameof(IDesignTimeDbContextFactory<>.CreateDbContext))!.Invoke(Activator.CreateInstance(factory), [Array.Empty<string>()])!;
}

/// <summary>A context that nobody made migrations for.</summary>
internal sealed class ForgottenDbContext(DbContextOptions<ForgottenDbContext> options) : ServiceDbContext(options)
{
    public override string Service => "forgotten";

    protected override void ModelTables(ModelBuilder modelBuilder)
    {
    }
}
