using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;

namespace Sentralix.Connectors.Max.Storage;

/// <summary>MAX's tables.</summary>
internal sealed class MaxDbContext(DbContextOptions<MaxDbContext> options) : MessagingDbContext(options)
{
    public override string Service => MaxModule.ServiceName;
}
