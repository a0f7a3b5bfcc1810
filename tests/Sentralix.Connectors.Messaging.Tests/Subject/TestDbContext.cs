using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>A messenger's tables.</summary>
public sealed class TestDbContext(DbContextOptions<TestDbContext> options) : MessagingDbContext(options)
{
    /// <inheritdoc/>
    public override string Service => "telegram";
}
