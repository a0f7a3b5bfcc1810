using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;

namespace Sentralix.Connectors.Telegram.Storage;

/// <summary>Telegram's tables.</summary>
internal sealed class TelegramDbContext(DbContextOptions<TelegramDbContext> options) : MessagingDbContext(options)
{
    public override string Service => TelegramModule.ServiceName;
}
