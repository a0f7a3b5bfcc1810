using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Sentralix.Platform.Storage;

/// <summary>Marks the options of contexts whose model has no tenant filter. Two models instead of a filter with an OR in it: SQLite cannot
/// seek an index through an OR with a parameter, and every key here begins with the tenant.</summary>
internal sealed class CrossTenantModel : IDbContextOptionsExtension
{
    private DbContextOptionsExtensionInfo? info;

    public DbContextOptionsExtensionInfo Info => info ??= new Description(this);

    public void ApplyServices(IServiceCollection services)
    {
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class Description(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "crosses tenants ";

        // Models are cached with the services of a set of options: another set, another model.
        public override int GetServiceProviderHashCode() => 1;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is Description;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Sentralix:CrossTenantModel"] = "1";
    }
}
