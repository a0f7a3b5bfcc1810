using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;

namespace Sentralix.Connectors.Vk.Storage;

/// <summary>VK's tables.</summary>
internal sealed class VkDbContext(DbContextOptions<VkDbContext> options) : MessagingDbContext(options)
{
    public override string Service => VkModule.ServiceName;
}
