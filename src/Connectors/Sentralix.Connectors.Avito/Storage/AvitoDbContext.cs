using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;

namespace Sentralix.Connectors.Avito.Storage;

/// <summary>Avito's tables.</summary>
internal sealed class AvitoDbContext(DbContextOptions<AvitoDbContext> options) : MessagingDbContext(options)
{
    public override string Service => AvitoModule.ServiceName;
}
