using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Sentralix.Aggregator.Storage;
using Sentralix.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Demo;

/// <summary>Seeds the guide at the first start, and brings its documents up to date at later ones. Every step looks whether its outcome is
/// there already, so an interrupted seeding goes on where it was.</summary>
internal sealed partial class GuideSeeding(
    IStore<AggregatorDbContext> store,
    GuideLibrary library,
    GuideAssistant assistant,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<GuideSeeding> logger) : IWorkHandler
{
    public const string Kind = "demo.seed";

    // Its services may start later than this one, or be away for a while.
    WorkKind IWorkHandler.Kind { get; } = new(Kind) { MaxAttempts = 60, MaxBackoff = TimeSpan.FromSeconds(30) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var folder = configuration["docs"] ?? Path.Combine(AppContext.BaseDirectory, "docs");
        var files = DocsFolder.Read(folder);
        if (files.Count == 0)
        {
            LogNoDocuments(folder);
            return;
        }

        var seeded = await store.Read((db, c) => db.Tenants.Select(t => t.GuideSeededAt).SingleOrDefaultAsync(c), cancellation) is not null;
        try
        {
            var collections = await library.Fill(files, create: !seeded, cancellation);
            if (seeded) return;
            await assistant.Publish(collections, cancellation);
        }
        catch (RefusedException refused) when (refused.Refusal.Code == "not_installed")
        {
            LogNotInstalled(refused.Refusal.Detail);
            return;
        }

        await store.Write(async (db, c) =>
        {
            var tenant = await db.Tenants.SingleAsync(c);
            tenant.GuideSeededAt = clock.GetUtcNow();
            await work.CompleteIn(db, c);
        }, cancellation);
        LogSeeded(files.Count);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The guide is seeded with {Count} documents")]
    private partial void LogSeeded(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No guide: there are no Markdown files in {Folder}")]
    private partial void LogNoDocuments(string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No guide: {Reason}")]
    private partial void LogNotInstalled(string reason);
}
