using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;

namespace Sentralix.Connectors.JivoSite.Storage;

/// <summary>JivoSite's tables.</summary>
internal sealed class JivoSiteDbContext(DbContextOptions<JivoSiteDbContext> options) : MessagingDbContext(options)
{
    public override string Service => JivoSiteModule.ServiceName;
}
