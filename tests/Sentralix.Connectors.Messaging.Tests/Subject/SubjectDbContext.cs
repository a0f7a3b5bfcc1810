using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>The tables of a messenger whose channel is the test.</summary>
internal sealed class SubjectDbContext(DbContextOptions<SubjectDbContext> options) : MessagingDbContext(options)
{
    public override string Service => MessengerHouse.Service;
}
